/** Ends daemons in any state, and removes their files and cgroups. */
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { InfraError } from "../../errors.ts";
import { homeDir, stackDir, type ProcessKind } from "../../home.ts";
import { sendRequest } from "./control.ts";
import {
  daemonDir,
  findProcess,
  findReady,
  readReady,
  removeCgroups,
  waitGone,
  displayName,
  type DaemonKey,
  isAlive,
  type ProcessIdentity,
} from "./daemon.ts";

/** Time that each way to end a daemon has before the next, harder one. */
export interface EndTimeouts {
  shutdownMs: number;
  termMs: number;
  killMs: number;
}
const DEFAULT_TIMEOUTS: EndTimeouts = { shutdownMs: 5_000, termMs: 2_000, killMs: 2_000 };

/**
 * Ends a daemon through its control port, otherwise by signals to its process group. Does nothing if there is none.
 * @param known identity in the state, for a daemon whose folder was lost
 * @throws {InfraError} NODE_DEAD if the process does not end
 */
export async function endDaemon(key: DaemonKey, known?: ProcessIdentity, timeouts = DEFAULT_TIMEOUTS): Promise<void> {
  const left = await readReady(key);
  const found = await findReady(key);
  const running = (await findProcess(key)) ?? (known && isAlive(known) ? known : undefined);
  if (found) {
    const shutdown = { method: "POST", path: "/shutdown", timeoutMs: timeouts.shutdownMs } as const;
    await sendRequest(found.control, shutdown, z.unknown()).catch(() => undefined);
  }
  if (running && !(found && (await waitGone(running, timeouts.shutdownMs)))) await kill(key, running, timeouts);
  await removeCgroups(left?.cgroups ?? []);
  await rm(daemonDir(key), { recursive: true, force: true });
}

async function kill(key: DaemonKey, running: ProcessIdentity, { termMs, killMs }: EndTimeouts): Promise<void> {
  signalGroup(running.pid, "SIGTERM");
  if (await waitGone(running, termMs)) return;
  signalGroup(running.pid, "SIGKILL");
  if (await waitGone(running, killMs)) return;
  throw new InfraError(
    "NODE_DEAD",
    `${displayName(key)}: process ${running.pid} did not end after SIGKILL; end it manually`,
  );
}

/** A daemon leads its own process group, so that its children go with it. */
function signalGroup(pid: number, signal: NodeJS.Signals): void {
  for (const target of [-pid, pid]) {
    try {
      process.kill(target, signal);
      return;
    } catch {
      // No such group: signal the process itself.
    }
  }
}

/** A daemon that is in no state, because `up` was killed before it recorded the daemon. */
export interface Leftover extends DaemonKey {
  /** Null: only the folder exists. */
  pid: number | null;
}

/** All daemons of the stack that run or have a folder. */
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

/** Ends all leftover daemons after a destroy. @returns the daemons that it found */
export async function endLeftovers(stack: string): Promise<Leftover[]> {
  const leftovers = await findLeftovers(stack);
  for (const leftover of leftovers) await endDaemon(leftover);
  return leftovers;
}
