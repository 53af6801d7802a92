/** Daemons that no state knows of: what a killed `up` left before it was written down. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { homeDir, stackDir, type ProcessKind } from "../../home.ts";
import { findProcess, type DaemonKey } from "./daemon.ts";
import { endDaemon } from "./end-daemon.ts";

export interface Leftover extends DaemonKey {
  /** Null: only its folder is left. */
  pid: number | null;
}

/** Every daemon of the stack that runs or whose folder is there. */
export async function findLeftovers(stack: string): Promise<Leftover[]> {
  const kinds: ProcessKind[] = ["nodes", "links"];
  const found = await Promise.all(
    kinds.map(async (kind) => {
      const names = await readdir(join(stackDir(homeDir(), stack), kind)).catch(() => []);
      const keys = names.map((name): DaemonKey => ({ stack, kind, name }));
      return Promise.all(keys.map(async (key) => ({ ...key, pid: (await findProcess(key))?.pid ?? null })));
    }),
  );
  return found.flat();
}

/** Ends them, for after a destroy. @returns what there was */
export async function endLeftovers(stack: string): Promise<Leftover[]> {
  const leftovers = await findLeftovers(stack);
  for (const leftover of leftovers) await endDaemon(leftover);
  return leftovers;
}
