/** One stack's state in the file backend. Only the holder of the lock writes it. */
import { readFile, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { emptySnapshot, type Snapshot, type SnapshotStore } from "../model.ts";
import type { SecretsProvider } from "../secrets/provider.ts";
import { newestGoodBackup, deploymentProblems } from "./backups.ts";
import { CheckpointWriter, type Envelope } from "./checkpoint.ts";
import { removeDrafts } from "../../base/atomic-file.ts";
import { StateError, type StateErrorCode } from "../errors.ts";
import { moveHistory, readHistory, recordUpdate, type UpdateInfo } from "./history.ts";
import { qualifiedName, stackLayout, type StackLayout, type StackName } from "./layout.ts";
import { acquireLock, readLocks, refuseLocked, removeAllLocks, removeDeadLocks, type Lock } from "./lock.ts";
import { parseCheckpoint, snapshotOf, type CheckpointFile } from "./parse.ts";
import { CheckpointStore } from "./store.ts";
import { readTags, writeTags, type Tags } from "./tags.ts";

const SCHEMA_VERSION = 3;

export class StackState {
  readonly name: StackName;
  readonly layout: StackLayout;

  readonly #isChecked: boolean;

  constructor(backendDir: string, name: StackName, isChecked = true) {
    this.name = name;
    this.#isChecked = isChecked;
    this.layout = stackLayout(backendDir, name);
  }

  /** Also true for a compressed state, which cannot be read. */
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
   * Reads the file without decrypting secrets.
   * @throws StateError `STATE_STACK_UNKNOWN`, `STATE_UNREADABLE`, `STATE_TOO_NEW` or `STATE_INCONSISTENT`. An unusable
   *   file is not changed, and the message names the newest valid backup.
   */
  async readFile(): Promise<CheckpointFile> {
    const text = await this.#text();
    if (text === undefined) throw await this.#missing();
    const file = await this.#parse(text);
    const problems = this.#isChecked ? deploymentProblems(file.deployment) : [];
    if (problems.length > 0)
      throw await this.#unusable(
        "STATE_INCONSISTENT",
        `snapshot integrity failure: ${problems.join("; ")} (\`pulumi state repair\` may mend it)`,
      );
    return file;
  }

  async read(secrets: SecretsProvider): Promise<Snapshot> {
    return snapshotOf((await this.readFile()).deployment, secrets);
  }

  /** The salt line that the state's secrets are encrypted with; `undefined` for a state without a secrets provider. */
  async salt(): Promise<string | undefined> {
    const provider = (await this.readFile()).deployment.secrets_providers;
    if (provider && provider.type !== "passphrase")
      throw new StateError(
        "STATE_UNREADABLE",
        `stack '${this.name.stack}' uses the secrets provider "${provider.type}". The embedded engine supports only "passphrase"; use the Pulumi CLI for this stack.`,
      );
    return provider?.state?.salt;
  }

  /**
   * Runs `work` while holding the lock, with the state as read after the lock was acquired.
   * @param options.readWith decrypts the state if it was encrypted with a different salt than it will be written with
   * @param options.onUnlockProblem called if the lock no longer exists or cannot be removed at the end; the call
   *   succeeds nevertheless
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

  /** @throws StateError `STATE_LOCKED`; the message names each holder */
  refuseLocked(): Promise<void> {
    return refuseLocked(this.layout.lockDir);
  }

  /** Removes the locks of processes on this host that are provably dead, and returns those locks. */
  removeDeadLocks(): Promise<Lock[]> {
    return removeDeadLocks(this.layout.lockDir);
  }

  locks(): Promise<Lock[]> {
    return readLocks(this.layout.lockDir);
  }

  cancel(): Promise<number> {
    return removeAllLocks(this.layout.lockDir);
  }

  /** Adds a finished update to the history and backups. The caller must hold the lock. */
  recordUpdate(info: UpdateInfo, now: Date = new Date()): Promise<void> {
    return recordUpdate(this.layout, this.name, info, now);
  }

  /** @see readHistory */
  history(skip?: number, limit?: number): Promise<UpdateInfo[]> {
    return readHistory(this.layout, skip, limit);
  }

  /**
   * Removes the stack with its history and tags. Keeps the state as a backup unless `withBackups` removes all backups
   * too.
   * @param options.refuse throws if this state must not be removed
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

  /**
   * Moves another stack's state and history to this one; the other one keeps only backups. The caller holds its lock.
   */
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
      if (!(error instanceof StateError)) throw error;
      throw await this.#unusable(error.code, error.message, error);
    }
  }

  async #unusable(code: StateErrorCode, problem: string, cause?: Error): Promise<StateError> {
    const { stateFile, backupDir } = this.layout;
    const backup = await newestGoodBackup(this.layout);
    const advice = backup
      ? `The newest valid backup is ${backup.path} (${backup.resources} resources, ${backup.writtenAt.toISOString()}); to restore it, copy it over the state file.`
      : `There is no valid backup next to it or in ${dirname(backupDir)}.`;
    const message = `The state file ${stateFile} cannot be used: ${problem}. Nothing was changed. ${advice}`;
    return new StateError(code, message, { cause });
  }
}

const newEnvelope = (name: StackName): Envelope => ({
  stack: qualifiedName(name),
  version: SCHEMA_VERSION,
  deploymentExtras: {},
});
