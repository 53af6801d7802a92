/**
 * The state while it changes: what was, what has become of it, and what is under way. An operation starts only when the
 * state on the disk says so; that it has ended is written too, but nothing waits for it, since until then it stays there
 * as pending, and the next operation's start says it as well. So whatever a provider holds is a resource or a pending
 * operation of the state at every moment, for one write a step that steps side by side share.
 */
import type { PendingOperationType, ResourceState, Snapshot, SnapshotStore } from "../model.ts";
import { equal } from "../resource/compare.ts";
import type { Generation } from "../steps/step-generator.ts";
import { withoutDangling } from "../steps/refresh-and-destroy.ts";
import { compact } from "../resource/state.ts";
import type { Step } from "../steps/step.ts";
import type { Value } from "../values.ts";
import { renamer } from "./snapshot-references.ts";

const PENDING: Partial<Record<Step["op"], PendingOperationType>> = {
  create: "creating",
  "create-replacement": "creating",
  update: "updating",
  delete: "deleting",
  "delete-replaced": "deleting",
  discard: "deleting",
  "discard-replaced": "deleting",
  read: "reading",
  "read-replacement": "reading",
  import: "importing",
  "import-replacement": "importing",
};

export class Journal {
  readonly #store: SnapshotStore;
  readonly #generation: Generation;
  readonly #before: Snapshot;
  readonly #rename: (state: ResourceState) => ResourceState;
  #news: ResourceState[] = [];
  /** New URN by old one, of what is in the state under its new one by now: until then, others refer to the old one. */
  readonly #renamed = new Map<string, string>();
  readonly #gone = new Set<ResourceState>();
  readonly #pending = new Map<Step, { resource: ResourceState; type: PendingOperationType }>();
  readonly #versions = new Map<ResourceState, ResourceState>();
  #unsaved = false;
  #saving: Promise<void> = Promise.resolve();

  constructor(store: SnapshotStore, generation: Generation) {
    this.#store = store;
    this.#generation = generation;
    this.#before = store.snapshot;
    this.#rename = renamer(this.#renamed);
  }

  /** Resolves when it is on the disk that the step is under way. Throws when it cannot be written: then it is not. */
  async begin(step: Step): Promise<void> {
    const type = PENDING[step.op];
    if (!type) return;
    this.#pending.set(step, { resource: (step.new ?? step.old) as ResourceState, type });
    try {
      await this.#save();
    } catch (error) {
      this.#pending.delete(step);
      throw error;
    }
  }

  /** @param result the resource as it is now; undefined when the step failed, or took it away */
  end(step: Step, succeeded: boolean, result?: ResourceState): void {
    this.#pending.delete(step);
    const mayBeSame = step.op === "same" || step.op === "refresh";
    const elide = mayBeSame && result !== undefined && step.old !== undefined && sameForNow(step.old, result);
    if (succeeded) this.#apply(step, result);
    if (elide || step.op === "replace") this.#unsaved = true;
    else this.#saveSoon();
  }

  /** A component has told its outputs. */
  replaceNew(state: ResourceState, changed: ResourceState): void {
    const index = this.#news.indexOf(state);
    if (index >= 0) this.#news[index] = changed;
    if (this.#gone.has(state)) this.#gone.add(changed);
    if (equal(state.outputs ?? {}, changed.outputs ?? {})) this.#unsaved = true;
    else this.#saveSoon();
  }

  /** Resolves when all is on the disk, also what was not worth a write of its own. */
  async flush(): Promise<void> {
    await this.#saving.catch(() => {});
    if (this.#unsaved) await this.#save();
  }

  snapshot(): Snapshot {
    const { base, options } = this.#generation;
    const kept = base.filter((state) => !this.#gone.has(state));
    const resources = [...this.#news.filter((state) => !this.#gone.has(state)), ...kept].map(this.#rename);
    // A create that was cut off in an earlier deployment stays pending until somebody says what became of it.
    const unresolved = this.#before.pendingOperations.filter(({ type }) => type === "creating");
    return {
      // What a refresh has found gone, others may still refer to.
      resources: options.refreshes ? withoutDangling(resources) : resources,
      pendingOperations: [...this.#pending.values(), ...unresolved],
      metadata: this.#before.metadata,
    };
  }

  #apply(step: Step, result: ResourceState | undefined): void {
    const old = step.old && this.#current(step.old);
    switch (step.op) {
      case "create":
      case "create-replacement":
        if (old && step.leavesOld) this.#swap(old, { ...old, delete: true });
        else if (old?.pendingReplacement) this.#gone.add(old);
        break;
      case "import":
        break;
      case "import-replacement":
      case "read-replacement":
        if (old) this.#swap(old, { ...old, delete: true });
        break;
      case "delete-replaced":
        if (old && step.beforeReplacement) this.#swap(old, { ...old, pendingReplacement: true });
        else if (old) this.#gone.add(old);
        break;
      case "refresh":
        // One that the program refreshes is done with; others stay where they are, and may have steps of their own.
        if (old && !step.new) return this.#swap(old, result);
        if (old) this.#gone.add(old);
        break;
      case "replace":
        return;
      default:
        if (old) this.#gone.add(old);
    }
    if (!result || step.skippedCreate) return;
    this.#news.push(result);
    const alias = this.#generation.aliases.get(result.urn);
    if (alias !== undefined) this.#renamed.set(alias, result.urn);
  }

  #swap(old: ResourceState, changed: ResourceState | undefined): void {
    if (changed) this.#versions.set(old, changed);
    this.#generation.swap(old, changed);
  }

  #current(state: ResourceState): ResourceState {
    const newer = this.#versions.get(state);
    return newer ? this.#current(newer) : state;
  }

  #save(): Promise<void> {
    this.#unsaved = true;
    this.#saving = this.#store.save(() => {
      this.#unsaved = false;
      return this.snapshot();
    });
    return this.#saving.catch((error: unknown) => {
      this.#unsaved = true;
      throw error;
    });
  }

  /** A failure shows in the next step, or in the end. */
  #saveSoon(): void {
    this.#save().catch(() => {});
  }
}

/** Whether a state is worth no write: equal but for where in the program it was made. */
function sameForNow(before: ResourceState, after: ResourceState): boolean {
  const plain = (state: ResourceState) =>
    compact({ ...state, sourcePosition: undefined, stackTrace: undefined }) as unknown as Value;
  return equal(plain(before), plain(after));
}
