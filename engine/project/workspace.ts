/** All that an operation on one stack needs: project, stack file, state, secrets, configuration. */
import { resolve } from "node:path";
import type { Snapshot, SnapshotStore } from "../model.ts";
import { findPassphrase } from "../secrets/passphrase.ts";
import { newSecretsProvider, secretsProviderFor, type SecretsProvider } from "../secrets/provider.ts";
import { SecretsError } from "../errors.ts";
import { openBackend, type Backend } from "../state/backend.ts";
import type { UpdateInfo } from "../state/history.ts";
import { parseStackName, type StackName } from "../state/layout.ts";
import { holderOf } from "../state/lock.ts";
import type { StackState } from "../state/stack.ts";
import { loadProject, stackFileOf, type Project } from "./project-file.ts";
import { programConfig, type ProgramConfig } from "./config.ts";
import { StackFile } from "./stack-file.ts";

export interface WorkspaceOptions {
  /** Contains Pulumi.yaml, or is below the folder that does. */
  projectDir: string;
  /** The folder that contains `.pulumi/`. */
  backendDir: string;
  stack: string;
  /** Default: `Pulumi.<stack>.yaml` in the project's folder of stack files. */
  configFile?: string;
  /** Contains the passphrase, or the path of its file. */
  env: NodeJS.ProcessEnv;
  /** The folder of the generated passphrase of local stacks, relative to the project. Default: none is generated. */
  home?: string;
  /**
   * Whether the stack's file belongs to a repository, so that only commands that change configuration write it: the salt
   * of a new stack is kept in its state alone, and the file outlives the stack.
   */
  leavesStackFile?: boolean;
  /** Whether the lock of a process of this host that no longer exists is removed, with a notice. Default: as Pulumi, no. */
  takesOverDeadLocks?: boolean;
  /** Read a state that violates its own rules, in order to repair it. Default: it is refused. */
  acceptsInconsistentState?: boolean;
  /** Called with messages for the user, such as that a passphrase was generated. */
  onNotice?: (message: string) => void;
}

export type FinishedUpdate = Pick<UpdateInfo, "kind" | "message" | "result" | "resourceChanges"> & { startTime: Date };

export class Workspace {
  readonly project: Project;
  readonly backend: Backend;
  readonly name: StackName;
  readonly state: StackState;
  readonly stackFile: StackFile;
  readonly #options: WorkspaceOptions;
  #secrets: Promise<SecretsProvider> | undefined;

  private constructor(
    options: WorkspaceOptions,
    parts: { project: Project; backend: Backend; name: StackName; stackFile: StackFile },
  ) {
    this.#options = options;
    this.project = parts.project;
    this.backend = parts.backend;
    this.name = parts.name;
    this.stackFile = parts.stackFile;
    this.state = parts.backend.stack(parts.name.project, parts.name.stack, !options.acceptsInconsistentState);
  }

  /** @throws ProjectError, StateError */
  static async open(options: WorkspaceOptions): Promise<Workspace> {
    const project = await loadProject(options.projectDir);
    const name = parseStackName(options.stack, project.name);
    const path = options.configFile
      ? resolve(options.projectDir, options.configFile)
      : stackFileOf(project, name.stack);
    const [backend, stackFile] = await Promise.all([
      openBackend(options.backendDir),
      StackFile.load(path, project.name),
    ]);
    return new Workspace(options, { project, backend, name, stackFile });
  }

  /**
   * Encrypts this stack's configuration and state. The salt is that of the stack file, else of the state, else a new one,
   * which {@link saveSalt} writes to the stack file.
   *
   * @throws SecretsError
   */
  secrets(): Promise<SecretsProvider> {
    this.#secrets ??= this.#findSecrets();
    return this.#secrets;
  }

  /** Decrypts the state, whose salt may differ from that of the stack file. */
  async stateSecrets(): Promise<SecretsProvider> {
    return this.secretsFor(await this.state.salt());
  }

  /** For values that were encrypted with this stack's passphrase and the given salt. Default: the stack's own salt. */
  async secretsFor(salt: string | undefined): Promise<SecretsProvider> {
    const own = await this.secrets();
    return salt === undefined || salt === own.state.salt ? own : secretsProviderFor(await this.#passphrase(), salt);
  }

  async saveSalt(): Promise<void> {
    const { salt } = (await this.secrets()).state;
    if (this.stackFile.salt === salt) return;
    this.stackFile.salt = salt;
    await this.stackFile.save();
  }

  /** @see WorkspaceOptions.leavesStackFile */
  get leavesStackFile(): boolean {
    return this.#options.leavesStackFile ?? false;
  }

  /** @param isChecked whether it must satisfy the project's declarations because a program will run with it */
  async config(isChecked: boolean): Promise<ProgramConfig> {
    const source = { values: this.stackFile.config, project: this.project, crypter: await this.secrets() };
    return programConfig({ ...source, checkedFor: isChecked ? this.name.stack : undefined });
  }

  /** Reads the state without locking it. */
  async read(): Promise<Snapshot> {
    return this.state.read(await this.stateSecrets());
  }

  /** Reads the state of another stack, for a StackReference: `dev` or `organization/project/dev`. */
  async readOther(stack: string): Promise<Snapshot> {
    const { project, stack: name } = parseStackName(stack, this.project.name);
    const state = this.backend.stack(project, name);
    return state.read(await this.secretsFor(await state.salt()));
  }

  /** @see StackState.withLock */
  async withLock<T>(
    work: (store: SnapshotStore) => Promise<T>,
    onUnlockProblem?: (message: string) => void,
  ): Promise<T> {
    if (this.#options.takesOverDeadLocks)
      for (const lock of await this.state.removeDeadLocks())
        this.#options.onNotice?.(`removed the lock of ${holderOf(lock)}: that process no longer exists`);
    // Fails early, because deriving the keys takes up to a second.
    await this.state.refuseLocked();
    const [secrets, readWith] = await Promise.all([this.secrets(), this.stateSecrets()]);
    return this.state.withLock(secrets, work, { readWith, onUnlockProblem });
  }

  /** Adds a finished operation to the stack's history and backups. The caller must hold the lock. */
  async recordUpdate({ startTime, ...update }: FinishedUpdate): Promise<void> {
    const unixSeconds = (time: Date) => Math.floor(time.getTime() / 1000);
    const endTime = new Date();
    const times = { startTime: unixSeconds(startTime), endTime: unixSeconds(endTime) };
    const config = Object.fromEntries(this.stackFile.config);
    await this.state.recordUpdate({ ...update, ...times, environment: {}, config }, endTime);
  }

  async #findSecrets(): Promise<SecretsProvider> {
    const salt = this.stackFile.salt ?? ((await this.state.exists()) ? await this.state.salt() : undefined);
    try {
      const passphrase = await this.#passphrase();
      return await (salt === undefined ? newSecretsProvider(passphrase) : secretsProviderFor(passphrase, salt));
    } catch (error) {
      if (!(error instanceof SecretsError)) throw error;
      throw new SecretsError(error.code, `getting secrets manager: ${error.message}`, { cause: error });
    }
  }

  async #passphrase(): Promise<string> {
    const { env, home, onNotice } = this.#options;
    const found = await findPassphrase({ env, home, stack: this.name.stack, projectDir: this.project.dir });
    if (found.created !== undefined)
      onNotice?.(
        `No passphrase was set, so a random one was generated for the local stacks: ${found.created}. Set PULUMI_CONFIG_PASSPHRASE to choose your own.`,
      );
    return found.text;
  }
}
