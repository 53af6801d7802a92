/** Finds the program of a stack and starts it with the runner of its SDK. */
import * as fs from "node:fs";
import * as path from "node:path";
import { EngineError } from "../errors.ts";
import { Child } from "./child.ts";
import type { DeploymentInfo } from "./resource-monitor.ts";
import { sdkEntry } from "./sdk.ts";

export interface ProgramLocation {
  /** The program's working directory, and that of dynamic providers. */
  dir: string;
  /** Relative to `dir`: a file, or "." for the `main` of the package. */
  entry: string;
}

/**
 * Finds the program that `main` in Pulumi.yaml names. A file runs in its own folder; a folder is a package.
 *
 * @param main absolute path
 */
export function locateProgram(projectDir: string, main: string): ProgramLocation {
  const relative = path.relative(projectDir, main);
  if (relative.startsWith(".."))
    throw new EngineError("ENGINE_PROJECT", `main in Pulumi.yaml must be a path inside of ${projectDir}, not ${main}.`);
  const stats = fs.statSync(main, { throwIfNoEntry: false });
  if (!stats) throw new EngineError("ENGINE_PROJECT", `main in Pulumi.yaml does not exist: ${main}.`);
  return stats.isDirectory()
    ? { dir: main, entry: entryOf(main) }
    : { dir: path.dirname(main), entry: path.basename(main) };
}

/** Node.js finds what a package names and `index.js`; Pulumi's programs may also be an `index.ts`. */
function entryOf(dir: string): string {
  const isThere = (name: string) => fs.existsSync(path.join(dir, name));
  return namesEntry(path.join(dir, "package.json")) || isThere("index.js") || !isThere("index.ts") ? "." : "index.ts";
}

function namesEntry(packageFile: string): boolean {
  try {
    const { main, exports } = JSON.parse(fs.readFileSync(packageFile, "utf8")) as { main?: unknown; exports?: unknown };
    return main !== undefined || exports !== undefined;
  } catch {
    return false;
  }
}

export interface ProgramOptions {
  location: ProgramLocation;
  projectDir: string;
  info: DeploymentInfo;
  /** The address of the engine's server. */
  address: string;
  env: Record<string, string | undefined>;
  onStdout: (line: string) => void;
  onStderr: (line: string) => void;
}

export function startProgram(options: ProgramOptions): Child {
  const { info, location } = options;
  return new Child({
    run: { script: sdkEntry(location.dir, "run") },
    args: [
      `--monitor=${options.address}`,
      `--engine=${options.address}`,
      `--organization=${info.organization}`,
      `--project=${info.project}`,
      `--root-directory=${options.projectDir}`,
      `--stack=${info.stack}`,
      `--pwd=${location.dir}`,
      ...(info.dryRun ? ["--dry-run"] : []),
      `--parallel=${info.parallel}`,
      location.entry,
    ],
    cwd: location.dir,
    env: {
      ...options.env,
      PULUMI_NODEJS_TYPESCRIPT: "false",
      PULUMI_CONFIG: JSON.stringify(info.config),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(info.configSecretKeys),
    },
    onStdout: options.onStdout,
    onStderr: options.onStderr,
  });
}

/** The runner's exit code when it has logged the program's error itself. */
export const LOGGED_BY_PROGRAM = 32;
