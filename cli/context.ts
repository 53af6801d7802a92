/** What every command works with: the folders of the project and its home, the environment, and where it prints. */
import { resolve } from "node:path";
import pc from "picocolors";
import { isUnicode, terminalWidth } from "../base/terminal.ts";
import { homeDir, repositoryRoot } from "../infra/home.ts";
import type { TerminalOptions } from "../results/report/index.ts";

export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  /** Width of the terminal. */
  readonly columns?: number;
}

/** The stdout of this process, which remembers whether anything was printed. */
export class Stdout implements Output {
  hasPrinted = false;

  write(text: string): boolean {
    this.hasPrinted = true;
    return process.stdout.write(text);
  }

  get isTTY(): boolean {
    return process.stdout.isTTY;
  }

  get columns(): number {
    return process.stdout.columns;
  }
}

export interface Context {
  /** Folder of Pulumi.yaml. */
  root: string;
  /** State and runs: `STACKMARK_HOME`, else `.stackmark` in the root. */
  home: string;
  env: NodeJS.ProcessEnv;
  stdout: Output;
  stderr: Output;
  /** Whether stdout shows colours: it is a terminal, and neither NO_COLOR nor FORCE_COLOR overrides that. */
  colour: boolean;
  /**
   * To be called once a command handles SIGINT, SIGTERM and SIGHUP itself; until then they end the process at once. Before, a
   * signal that is already pending would get lost.
   */
  takeOverSignals(): void;
}

/** The context of a command whose stdout is only for its result, such as JSON: progress goes to stderr. */
export const reserveStdout = (context: Context): Context => ({ ...context, stdout: context.stderr });

/** How results are printed to stdout. */
export function terminalOf({ colour, stdout, env }: Pick<Context, "colour" | "stdout" | "env">): TerminalOptions {
  return { colour, widthChars: terminalWidth(stdout, env), ascii: !isUnicode(env) };
}

/** The stream for the progress of engines and of the processes that they start. */
export const progressStream = ({ stdout, stderr }: Context): NodeJS.WriteStream =>
  stdout === stderr ? process.stderr : process.stdout;

/** @param dir of `-C` */
export function createContext(takeOverSignals: () => void, stdout: Output, dir?: string): Context {
  const { env } = process;
  const home = homeDir(env);
  // Child processes have other working directories, so they get the absolute path.
  return {
    root: dir === undefined ? repositoryRoot : resolve(dir),
    home,
    env: { ...env, STACKMARK_HOME: home },
    stdout,
    stderr: process.stderr,
    colour: pc.isColorSupported,
    takeOverSignals,
  };
}
