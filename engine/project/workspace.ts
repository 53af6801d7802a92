/** Everything that an operation on one stack needs, brought together: project, stack file, state, secrets, config. */
import { join, resolve } from "node:path";
import type { Snapshot, SnapshotStore } from "../model.ts";
import { findPassphrase } from "../secrets/passphrase.ts";
import { newSecretsProvider, secretsProviderFor, type SecretsProvider } from "../secrets/provider.ts";
import { SecretsError } from "../errors.ts";
import { openBackend, type Backend } from "../state/backend.ts";
import type { UpdateInfo } from "../state/history.ts";
import { parseStackName, type StackName } from "../state/layout.ts";
import type { StackState } from "../state/stack.ts";
import { loadProject, type Project } from "./project-file.ts";
import { programConfig, type ProgramConfig } from "./config.ts";
import { StackFile } from "./stack-file.ts";

export interface WorkspaceOptions {
  /** Pulumi.yaml is here or above. */
  projectDir: string;
  /** The folder that holds `.pulumi/`. */
  backendDir: string;
  stack: string;
  /** Default: `Pulumi.<stack>.yaml` in the project's folder for stack files. */
  configFile?: string;
  /** Holds the passphrase, or the name of its file. */
  env: NodeJS.ProcessEnv;
  /** Where the generated passphrase of local stacks is kept; relative to the project. Default: none is generated. */
  home?: string;
  /** Called with what the user should know, such as that a passphrase was made. */
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
    this.state = parts.backend.stack(parts.name.project, parts.name.stack);
  }

  /** @throws ProjectError, StateError */
  static async open(options: WorkspaceOptions): Promise<Workspace> {
    const project = await loadProject(options.projectDir);
    const name = parseStackName(options.stack, project.name);
    const path = options.configFile
      ? resolve(options.projectDir, options.configFile)
      : join(project.stackConfigDir, `Pulumi.${name.stack}.yaml`);
    const [backend, stackFile] = await Promise.all([
      openBackend(options.backendDir),
      StackFile.load(path, project.name),
    ]);
    return new Workspace(options, { project, backend, name, stackFile });
  }

  /**
   * Encrypts this stack's configuration and state. Its salt is the stack file's, else the state's; without either a
   * new one is made, which {@link saveSalt} puts into the stack file.
   * @throws SecretsError
   */
  secrets(): Promise<SecretsProvider> {
    this.#secrets ??= this.#findSecrets();
    return this.#secrets;
  }

  /** Decrypts the state, which may have another salt than the stack file. */
  async stateSecrets(): Promise<SecretsProvider> {
    return this.secretsFor(await this.state.salt());
  }

  /** For what was encrypted with this salt and our passphrase; without a salt, the stack's own. */
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

  /** @param isChecked whether it has to be what the project declares: a program is to run with it */
  async config(isChecked: boolean): Promise<ProgramConfig> {
    const source = { values: this.stackFile.config, project: this.project, crypter: await this.secrets() };
    return programConfig({ ...source, ...(isChecked ? { checkedFor: this.name.stack } : {}) });
  }

  /** The state without its lock. */
  async read(): Promise<Snapshot> {
    return this.state.read(await this.stateSecrets());
  }

  /** Another stack's state, as a StackReference sees it: `dev` or `organization/project/dev`. */
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
    // Who is refused learns it at once: keys take a while to derive.
    await this.state.refuseLocked();
    const [secrets, readWith] = await Promise.all([this.secrets(), this.stateSecrets()]);
    return this.state.withLock(secrets, work, { readWith, ...(onUnlockProblem ? { onUnlockProblem } : {}) });
  }

  /** Adds a finished operation to the stack's history and backups. Only while holding the lock. */
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
        `No passphrase was set, so a random one was made for the local stacks: ${found.created}. Set PULUMI_CONFIG_PASSPHRASE to choose your own.`,
      );
    return found.text;
  }
}
