/** Saves snapshots one at a time. Saves that wait for the same write are written once. */
import type { Snapshot, SnapshotStore } from "../model.ts";
import type { CheckpointWriter } from "./checkpoint.ts";
import { linkAtomic, writeAtomic } from "../../base/atomic-file.ts";
import { StateError } from "../errors.ts";
import { integrityProblems } from "./integrity.ts";
import type { StackLayout } from "./layout.ts";

export class CheckpointStore implements SnapshotStore {
  readonly #layout: StackLayout;
  readonly #writer: CheckpointWriter;
  #snapshot: Snapshot;
  #latest: Snapshot | (() => Snapshot);
  #writing: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  constructor(layout: StackLayout, snapshot: Snapshot, writer: CheckpointWriter) {
    this.#layout = layout;
    this.#snapshot = snapshot;
    this.#latest = snapshot;
    this.#writer = writer;
  }

  /** The snapshot as loaded, or as last written. */
  get snapshot(): Snapshot {
    return this.#snapshot;
  }

  /**
   * Resolves when this snapshot, or a later one, is in place and on the disk. Freezes the snapshot's resources: to
   * change a resource, pass a new object.
   * @throws StateError `STATE_INCONSISTENT` if the snapshot fails the integrity check. Then the state file is not
   *   changed, and the snapshot is written to another file, because the resources it records may exist.
   */
  save(snapshot: Snapshot | (() => Snapshot)): Promise<void> {
    this.#latest = snapshot;
    this.#next ??= this.#writing
      .catch(() => undefined)
      .then(() => {
        this.#next = undefined;
        this.#writing = this.#write();
        return this.#writing;
      });
    return this.#next;
  }

  async #write(): Promise<void> {
    const snapshot = typeof this.#latest === "function" ? this.#latest() : this.#latest;
    this.#snapshot = snapshot;
    const content = this.#writer.write(snapshot, new Date());
    if (content === undefined) return;
    try {
      const problems = integrityProblems(snapshot);
      if (problems.length > 0) await this.#reject(content, problems);
      await linkAtomic(this.#layout.stateFile, this.#layout.previousFile);
      await writeAtomic(this.#layout.stateFile, content);
    } catch (error) {
      this.#writer.forget();
      throw error;
    }
  }

  async #reject(content: Uint8Array, problems: string[]): Promise<never> {
    const { stateFile, rejectedFile } = this.#layout;
    await writeAtomic(rejectedFile, content);
    throw new StateError(
      "STATE_INCONSISTENT",
      `The new state failed the integrity check: ${problems.join("; ")}. ${stateFile} was not changed; the new state is in ${rejectedFile}. This is a bug in the engine.`,
    );
  }
}
