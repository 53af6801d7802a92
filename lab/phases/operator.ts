/** The operator of the lab: whoever brings stacks up. It has a network namespace of its own, and the lab's plugins on its PATH. */
import { spawn, type ChildProcess, type StdioOptions } from "node:child_process";
import { once } from "node:events";
import { delimiter, join } from "node:path";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { LabError } from "../errors.ts";
import { LAB_VARIABLE } from "../protocol/environment.ts";
import { runInTerminal } from "../machines/terminal.ts";
import { operatorHome, pluginsDir, projectDir, stateDir } from "../folder.ts";

const root = join(import.meta.dirname, "../..");

export interface OperatorSettings {
  /** Folder of the lab. */
  dir: string;
  /** The operator's network namespace. */
  namespace: string;
  /** Encrypts the secrets in its stacks. */
  passphrase: string;
}

export interface Ended {
  exitCode: number;
  stdout: string;
}

export interface CommandOptions {
  /** Given to the command's standard input. */
  stdin?: string;
  /** Also prints what it prints. A terminal is its own, and nothing of it is returned then. */
  shows?: boolean;
  /** Returns its standard error too, as part of its standard output. */
  merges?: boolean;
  signal?: AbortSignal;
}

/**
 * Variables of the operator's commands. Pure.
 *
 * @param env of the lab's own command. What its user has set for Pulumi, such as a backend, is not the operator's.
 */
export function operatorEnvironment(
  env: NodeJS.ProcessEnv,
  { dir, passphrase }: Pick<OperatorSettings, "dir" | "passphrase">,
): NodeJS.ProcessEnv {
  const others = Object.entries(env).filter(([name]) => !name.startsWith("PULUMI_"));
  return {
    ...Object.fromEntries(others),
    PATH: [pluginsDir(dir), join(root, "node_modules/.bin"), env["PATH"] ?? ""].join(delimiter),
    [LAB_VARIABLE]: dir,
    STACKMARK_HOME: operatorHome(dir),
    PULUMI_BACKEND_URL: pathToFileURL(stateDir(dir)).href,
    PULUMI_CONFIG_PASSPHRASE: passphrase,
    // The operator's network has no way out.
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // Helm's and kubectl's caches and settings of this machine's user are not the operator's, and neither are the user's keys.
    HOME: operatorHome(dir),
    SSH_AUTH_SOCK: undefined,
  };
}

export class Operator {
  readonly #settings: OperatorSettings;
  #printed = "";

  constructor(settings: OperatorSettings) {
    this.#settings = settings;
  }

  /** What commands that show their output have printed so far, except on a terminal. */
  get printed(): string {
    return this.#printed;
  }

  /** Runs `stackmark ARGS` in the lab's project, whatever its exit code. */
  stackmark(args: readonly string[], options?: CommandOptions): Promise<Ended> {
    return this.run(this.#stackmark(args), options);
  }

  /** Starts `stackmark ARGS`, for callers that interfere with it. It is a process group of its own, with its output in pipes. */
  start(args: readonly string[]): ChildProcess {
    return this.#spawn(this.#stackmark(args), ["ignore", "pipe", "pipe"]);
  }

  /** Runs `stackmark ARGS` with this process's terminal, or the files in its place. @returns its exit code */
  inTerminal(args: readonly string[]): Promise<number> {
    return runInTerminal(this.#inNetwork(this.#stackmark(args)), operatorEnvironment(process.env, this.#settings));
  }

  #stackmark(args: readonly string[]): string[] {
    return [process.execPath, join(root, "cli/main.mjs"), "-C", projectDir(this.#settings.dir), ...args];
  }

  #spawn(command: readonly string[], stdio: StdioOptions): ChildProcess {
    const [file, ...args] = this.#inNetwork(command);
    return spawn(file!, args, {
      env: operatorEnvironment(process.env, this.#settings),
      stdio,
      // A process group of its own: Ctrl-C reaches it only through the signal.
      detached: true,
    });
  }

  #inNetwork(command: readonly string[]): string[] {
    return ["ip", "netns", "exec", this.#settings.namespace, ...command];
  }

  /** As {@link stackmark}. @throws LabError `LAB_COMMAND_FAILED` for any exit code but 0 */
  async mustSucceed(args: readonly string[], options?: CommandOptions): Promise<string> {
    const { exitCode, stdout } = await this.stackmark(args, options);
    if (exitCode === 0) return stdout;
    throw new LabError(
      "LAB_COMMAND_FAILED",
      `\`stackmark ${args.join(" ")}\` ended with ${exitCode}; what it said is above`,
    );
  }

  /** Sets a secret of a stack through standard input: command lines are visible to every user of the machine. */
  async setSecret(stack: string, key: string, value: string): Promise<void> {
    const { exitCode } = await this.stackmark(["pulumi", "stack", "select", stack]);
    if (exitCode !== 0) await this.mustSucceed(["pulumi", "stack", "init", stack]);
    await this.mustSucceed(["pulumi", "config", "set", "--stack", stack, "--secret", key], { stdin: value });
  }

  /** What `pulumi stack export` prints of a stack, with its secrets in clear; `undefined`: there is none. */
  async exportState(stack: string): Promise<unknown> {
    const child = this.start(["pulumi", "stack", "export", "--stack", stack, "--show-secrets"]);
    // Of a stack that never was, the command says so on its standard error.
    const [stdout] = await Promise.all([text(child.stdout!), text(child.stderr!)]);
    return stdout === "" ? undefined : JSON.parse(stdout);
  }

  /** An abort is a SIGINT for the command itself, which may need minutes to end cleanly. @throws the reason of an earlier abort */
  async run(
    command: readonly string[],
    { stdin, shows = false, merges = false, signal }: CommandOptions = {},
  ): Promise<Ended> {
    signal?.throwIfAborted();
    const isTeed = shows && !process.stdout.isTTY;
    const child = this.#spawn(command, [
      stdin === undefined ? "ignore" : "pipe",
      shows && !isTeed ? "inherit" : "pipe",
      merges || isTeed ? "pipe" : "inherit",
    ]);
    const interrupt = (): void => void child.kill("SIGINT");
    signal?.addEventListener("abort", interrupt, { once: true });
    let stdout = "";
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding("utf8").on("data", (chunk: string) => {
        stdout += chunk;
        if (isTeed) this.#show(chunk);
      });
    child.stdin?.end(stdin);
    const [code, killedBy] = (await once(child, "close")) as [number | null, string | null];
    signal?.removeEventListener("abort", interrupt);
    if (code === null) throw new LabError("LAB_COMMAND_FAILED", `${command.join(" ")} was ended by ${killedBy}`);
    return { exitCode: code, stdout };
  }

  #show(chunk: string): void {
    this.#printed += chunk;
    process.stdout.write(chunk);
  }
}
