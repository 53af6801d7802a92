/** Pulumi's file ("DIY") backend: a folder that contains `.pulumi/`. The Pulumi CLI can log in to the same folder. */
import { readFile, readdir } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parse } from "yaml";
import { writeAtomic } from "../../base/atomic-file.ts";
import { StateError } from "../errors.ts";
import { metaFile, stacksDir, type StackName } from "./layout.ts";
import { StackState } from "./stack.ts";

/** Layout with a folder of stacks per project. Version 0, before Pulumi 3.61, had no project folders. */
const LAYOUT_VERSION = 1;

const STATE_SUFFIX = ".json";

export { isDead } from "./lock.ts";

export interface Backend {
  readonly dir: string;
  readonly url: string;
  /** @param isChecked whether a state that violates its own rules is refused. Default: true. */
  stack(project: string, stack: string, isChecked?: boolean): StackState;
  /** Sorted by project, then stack. */
  stacks(): Promise<StackName[]>;
}

/**
 * Opens the backend in a folder, and creates it if it does not exist.
 * @throws StateError `STATE_BACKEND_UNSUPPORTED` when the folder has another layout
 */
export async function openBackend(dir: string): Promise<Backend> {
  const version = await layoutVersion(dir);
  if (version !== undefined && version !== LAYOUT_VERSION)
    throw new StateError(
      "STATE_BACKEND_UNSUPPORTED",
      `${metaFile(dir)} has layout version ${version}; the embedded engine supports only ${LAYOUT_VERSION}. Run \`pulumi state upgrade\` with the Pulumi CLI.`,
    );
  if (version === undefined) await writeAtomic(metaFile(dir), `version: ${LAYOUT_VERSION}\n`, { mode: 0o644 });
  return {
    dir,
    url: pathToFileURL(dir).href,
    stack: (project, stack, isChecked) => new StackState(dir, { project, stack }, isChecked),
    stacks: () => listStacks(dir),
  };
}

/**
 * The folder of a backend URL: `file:///absolute`, `file://relative` (to `cwd`), `file://~` or `file://~/below`.
 * @throws StateError `STATE_BACKEND_UNSUPPORTED` for any other scheme
 */
export function backendDirOf(url: string, cwd: string): string {
  if (!url.startsWith("file://"))
    throw new StateError(
      "STATE_BACKEND_UNSUPPORTED",
      `The backend ${url} is not a file backend. The embedded engine supports only file backends: set PULUMI_BACKEND_URL=file://<folder>, or use the Pulumi CLI.`,
    );
  const path = url.slice("file://".length);
  if (path === "~" || path.startsWith("~/")) return join(homedir(), path.slice(1));
  return path.startsWith("/") ? fileURLToPath(url) : resolve(cwd, decodeURIComponent(path));
}

async function layoutVersion(dir: string): Promise<number | undefined> {
  try {
    const meta = parse(await readFile(metaFile(dir), "utf8")) as { version?: unknown } | null;
    return Number(meta?.version ?? 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

async function listStacks(dir: string): Promise<StackName[]> {
  const projects = (await entries(stacksDir(dir))).filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const names = await Promise.all(
    projects.sort().map(async (project) => {
      const files = (await entries(join(stacksDir(dir), project))).map((entry) => entry.name);
      const states = files.filter((file) => file.endsWith(STATE_SUFFIX)).sort();
      return states.map((file) => ({ project, stack: file.slice(0, -STATE_SUFFIX.length) }));
    }),
  );
  return names.flat();
}

const entries = (dir: string) => readdir(dir, { withFileTypes: true }).catch(() => []);
