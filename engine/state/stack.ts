/** One stack's state in the file backend, which only the holder of the lock writes. */
import { readFile, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { emptySnapshot, type Snapshot, type SnapshotStore } from "../model.ts";
import type { SecretsProvider } from "../secrets/provider.ts";
import { newestGoodBackup, soundnessProblems } from "./backups.ts";
import { CheckpointWriter, type Envelope } from "./checkpoint.ts";
import { removeDrafts } from "../../base/atomic-file.ts";
import { StateError } from "../errors.ts";
import { moveHistory, readHistory, recordUpdate, type UpdateInfo } from "./history.ts";
import { qualifiedName, stackLayout, type StackLayout, type StackName } from "./layout.ts";
import { acquireLock, readLocks, refuseLocked, removeAllLocks, removeDeadLocks, type Lock } from "./lock.ts";
import { CheckpointProblem, parseCheckpoint, snapshotOf, type CheckpointFile } from "./parse.ts";
import { CheckpointStore } from "./store.ts";
import { readTags, writeTags, type Tags } from "./tags.ts";

const SCHEMA_VERSION = 3;

export class StackState {
  readonly name: StackName;
  readonly layout: StackLayout;

  constructor(backendDir: string, name: StackName) {
    this.name = name;
    this.layout = stackLayout(backendDir, name);
  }

  /** True also if the state is compressed, and so cannot be read. */
  async exists(): Promise<boolean> {
    return (await this.#foundName()) !== undefined;
  }

  /** @throws StateError `STATE_STACK_EXISTS` */
  async create(secrets: SecretsProvider): Promise<void> {
    if (await this.exists())
      throw new StateError("STATE_STACK_EXISTS", `stack '${qualifiedName(this.name)}' already exists`);
    await this.#writerStore(emptySnapshot(), newEnvelope(this.name), secrets).save(emptySnapshot());
  }

  /**
   * The file as it stands, secrets still encrypted.
   * @throws StateError `STATE_STACK_UNKNOWN`, `STATE_UNREADABLE`, `STATE_TOO_NEW` or `STATE_INCONSISTENT`; what cannot be
   *   used is left as it is, and the message names the newest good backup.
   */
  async readFile(): Promise<CheckpointFile> {
    const text = await this.#text();
    if (text === undefined) throw await this.#missing();
    const file = await this.#parse(text);
    const problems = soundnessProblems(file.deployment);
    if (problems.length > 0)
      throw await this.#unusable("STATE_INCONSISTENT", `snapshot integrity failure: ${problems.join("; ")}`);
    return file;
  }

  async read(secrets: SecretsProvider): Promise<Snapshot> {
    return snapshotOf((await this.readFile()).deployment, secrets);
  }

  /** The salt line that the state's secrets were encrypted with; undefined for a state without secrets provider. */
  async salt(): Promise<string | undefined> {
    const provider = (await this.readFile()).deployment.secrets_providers;
    if (provider && provider.type !== "passphrase")
      throw new StateError(
        "STATE_UNREADABLE",
        `stack '${this.name.stack}' uses the secrets provider "${provider.type}". The embedded engine knows only "passphrase"; use the Pulumi CLI for this stack.`,
      );
    return provider?.state?.salt;
  }

  /**
   * Runs `work` while holding the lock. The store's snapshot is the state as it is under the lock.
   * @param options.readWith decrypts the state where it was encrypted with another salt than it will be written with.
   * @param options.onUnlockProblem is called when the lock was gone or could not be removed at the end; the work counts
   *   anyway.
   * @throws StateError `STATE_LOCKED`, and what {@link readFile} throws
   */
  async withLock<T>(
    secrets: SecretsProvider,
    work: (store: SnapshotStore) => Promise<T>,
    options: { readWith?: SecretsProvider; onUnlockProblem?: (message: string) => void } = {},
  ): Promise<T> {
    const lock = await acquireLock(this.layout.lockDir);
    try {
      await removeDrafts(this.layout.stateFile);
      const { envelope, deployment } = await this.readFile();
      return await work(this.#writerStore(snapshotOf(deployment, options.readWith ?? secrets), envelope, secrets));
    } finally {
      const problem = await lock.release();
      if (problem !== undefined) options.onUnlockProblem?.(problem);
    }
  }

  /** @throws StateError `STATE_LOCKED`, naming each holder. */
  refuseLocked(): Promise<void> {
    return refuseLocked(this.layout.lockDir);
  }

  /** Removes and returns the locks of processes of this host that are provably dead. */
  removeDeadLocks(): Promise<Lock[]> {
    return removeDeadLocks(this.layout.lockDir);
  }

  locks(): Promise<Lock[]> {
    return readLocks(this.layout.lockDir);
  }

  cancel(): Promise<number> {
    return removeAllLocks(this.layout.lockDir);
  }

  /** Adds a finished update to history and backups. The caller must hold the lock. */
  recordUpdate(info: UpdateInfo, now: Date = new Date()): Promise<void> {
    return recordUpdate(this.layout, this.name, info, now);
  }

  /** @see readHistory */
  history(skip?: number, limit?: number): Promise<UpdateInfo[]> {
    return readHistory(this.layout, skip, limit);
  }

  /**
   * Removes the stack with its history and tags. The state becomes a backup, and backups stay, unless they are to go too.
   * @param options.refuse throws where the state is one that is not to be removed
   * @throws StateError `STATE_LOCKED`, and what {@link readFile} throws
   */
  async remove(options: { refuse: (file: CheckpointFile) => void; withBackups: boolean }): Promise<void> {
    const { stateFile, previousFile, rejectedFile, tagsFile, historyDir, lockDir, backupDir } = this.layout;
    const lock = await acquireLock(lockDir);
    try {
      options.refuse(await this.readFile());
      await rename(stateFile, previousFile);
      const paths = [rejectedFile, tagsFile, historyDir, ...(options.withBackups ? [previousFile, backupDir] : [])];
      await Promise.all(paths.map((path) => rm(path, { recursive: true, force: true })));
    } finally {
      await lock.release();
    }
  }

  tags(): Promise<Tags> {
    return readTags(this.layout.tagsFile);
  }

  saveTags(tags: Tags): Promise<void> {
    return writeTags(this.layout.tagsFile, tags);
  }

  /** Takes over another stack's state and history; of the other stack only backups remain. The caller must hold its lock. */
  async takeOver(other: StackState, snapshot: Snapshot, secrets: SecretsProvider): Promise<void> {
    const { envelope } = await other.readFile();
    await this.#writerStore(snapshot, { ...envelope, stack: qualifiedName(this.name) }, secrets).save(snapshot);
    await moveHistory(other.layout, other.name, this.layout, this.name);
    await this.saveTags(await other.tags());
    await other.saveTags({});
    await rename(other.layout.stateFile, other.layout.previousFile);
  }

  #writerStore(snapshot: Snapshot, envelope: Envelope, secrets: SecretsProvider): CheckpointStore {
    return new CheckpointStore(this.layout, snapshot, new CheckpointWriter(envelope, secrets));
  }

  async #text(): Promise<string | undefined> {
    try {
      return await readFile(this.layout.stateFile, "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
  }

  async #missing(): Promise<StateError> {
    const compressed = await this.#foundName();
    if (compressed === undefined)
      return new StateError("STATE_STACK_UNKNOWN", `no stack named '${this.name.stack}' found`);
    return new StateError(
      "STATE_UNREADABLE",
      `The state of stack '${this.name.stack}' is compressed (${compressed}), which the embedded engine does not read. Run \`pulumi stack export\` and \`pulumi stack import\` with the Pulumi CLI's compression turned off.`,
    );
  }

  async #foundName(): Promise<string | undefined> {
    const { stateFile } = this.layout;
    const names: string[] = await readdir(dirname(stateFile)).catch(() => []);
    const known = ["", ".gz", ".zst"].map((suffix) => basename(stateFile) + suffix);
    return known.find((name) => names.includes(name));
  }

  async #parse(text: string): Promise<CheckpointFile> {
    try {
      return parseCheckpoint(text);
    } catch (error) {
      if (!(error instanceof CheckpointProblem)) throw error;
      throw await this.#unusable(error.tooNew ? "STATE_TOO_NEW" : "STATE_UNREADABLE", error.message, error);
    }
  }

  async #unusable(code: "STATE_UNREADABLE" | "STATE_TOO_NEW" | "STATE_INCONSISTENT", problem: string, cause?: Error) {
    const { stateFile, backupDir } = this.layout;
    const backup = await newestGoodBackup(this.layout);
    const advice = backup
      ? `The newest good copy is ${backup.path} (${backup.resources} resources, ${backup.writtenAt.toISOString()}): copy it over the state file to go on from there.`
      : `No good copy was found beside it or in ${dirname(backupDir)}.`;
    return new StateError(
      code,
      `The state file ${stateFile} cannot be used: ${problem}. Nothing was changed. ${advice}`,
      {
        cause,
      },
    );
  }
}

export const newEnvelope = (name: StackName): Envelope => ({
  stack: qualifiedName(name),
  version: SCHEMA_VERSION,
  deploymentExtras: {},
});
