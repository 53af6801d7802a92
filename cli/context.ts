/** What every command works with: where the project and its home are, what it prints to, and which stacks there are. */
import { accessSync, constants, globSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import pc from "picocolors";
import { closest, distance } from "fastest-levenshtein";
import { homeDir, repositoryRoot } from "../infra/home.ts";
import { CliError } from "./errors.ts";

export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

export interface Context {
  /** Folder of Pulumi.yaml. */
  root: string;
  /** State, runs and copies of stack files: `STACKMARK_HOME`, else `.stackmark` in the root. */
  home: string;
  env: NodeJS.ProcessEnv;
  stdout: Output;
  stderr: Output;
  /** Whether stdout takes colour: a terminal, and nothing says otherwise (NO_COLOR, FORCE_COLOR). */
  colour: boolean;
  /** Called by whoever handles SIGINT and SIGTERM from then on; before that they end the process at once. */
  takeSignals(): void;
}

/** HTML reports that were not given a place. */
export const reportsDir = (home: string): string => join(home, "reports");

export function context(takeSignals: () => void, dir?: string, env: NodeJS.ProcessEnv = process.env): Context {
  const home = homeDir(env);
  // Children have other working directories, so they get the absolute path.
  return {
    root: dir === undefined ? repositoryRoot : resolve(dir),
    home,
    env: { ...env, STACKMARK_HOME: home },
    stdout: process.stdout,
    stderr: process.stderr,
    colour: pc.isColorSupported,
    takeSignals,
  };
}

export const stackFile = (root: string, stack: string): string => join(root, `Pulumi.${stack}.yaml`);

export const knownStacks = (root: string): string[] =>
  globSync("Pulumi.*.yaml", { cwd: root })
    .map((file) => file.slice("Pulumi.".length, -".yaml".length))
    .sort();

/** @throws {CliError} HOME_NOT_WRITABLE */
export function requireHome({ home }: Pick<Context, "home">): void {
  try {
    mkdirSync(home, { recursive: true });
    accessSync(home, constants.W_OK);
  } catch (cause) {
    throw new CliError(
      "HOME_NOT_WRITABLE",
      `${home} cannot be written to (${(cause as NodeJS.ErrnoException).code ?? "unknown"}), and state and results go there. Set STACKMARK_HOME to another folder.`,
      { cause },
    );
  }
}

/** All unknown names at once, each with its nearest match. */
export function requireStacks(root: string, names: string[]): void {
  const known = knownStacks(root);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  const lines = unknown.map((name) => {
    const near = known.length > 0 ? closest(name, known) : undefined;
    const hint = near && distance(name, near) <= 3 ? ` Did you mean \`${near}\`?` : "";
    return `There is no stack \`${name}\`: Pulumi.${name}.yaml was not found in ${root}.${hint}`;
  });
  throw new CliError("STACK_UNKNOWN", `${lines.join("\n")}\nStacks: ${known.join(", ") || "none"}.`);
}
