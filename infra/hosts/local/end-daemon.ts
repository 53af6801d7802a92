/** Ends a daemon and removes what it left, whatever state it is in; never hangs on a dead one. */
import { rm } from "node:fs/promises";
import { z } from "zod";
import { InfraError } from "../../errors.ts";
import { ask } from "./control.ts";
import {
  daemonDir,
  findProcess,
  findReady,
  readReady,
  removeCgroups,
  waitGone,
  who,
  type DaemonKey,
} from "./daemon.ts";
import { isAlive, type ProcessIdentity } from "./process-identity.ts";

const SHUTDOWN_MS = 5_000;
const TERM_MS = 2_000;
const KILL_MS = 2_000;

/**
 * By its control port, else by signals to its process group. Does nothing where there is nothing.
 * @param known who the state says that it is, for a daemon whose folder was lost
 * @throws {InfraError} NODE_DEAD when the process doesn't end
 */
export async function endDaemon(key: DaemonKey, known?: ProcessIdentity): Promise<void> {
  const left = await readReady(key);
  const found = await findReady(key);
  const running = (await findProcess(key)) ?? (known && isAlive(known) ? known : undefined);
  if (found) {
    const shutdown = { method: "POST", path: "/shutdown", timeoutMs: SHUTDOWN_MS } as const;
    await ask(found.control, shutdown, z.unknown()).catch(() => undefined);
  }
  if (running && !(found && (await waitGone(running, SHUTDOWN_MS)))) await kill(key, running);
  await removeCgroups(left?.cgroups ?? []);
  await rm(daemonDir(key), { recursive: true, force: true });
}

async function kill(key: DaemonKey, running: ProcessIdentity): Promise<void> {
  signalGroup(running.pid, "SIGTERM");
  if (await waitGone(running, TERM_MS)) return;
  signalGroup(running.pid, "SIGKILL");
  if (await waitGone(running, KILL_MS)) return;
  throw new InfraError(
    "NODE_DEAD",
    `${who(key)}: process ${running.pid} does not end, not even by SIGKILL; end it by hand`,
  );
}

/** A daemon leads its own process group, so that its children go with it. */
function signalGroup(pid: number, signal: NodeJS.Signals): void {
  for (const target of [-pid, pid]) {
    try {
      process.kill(target, signal);
      return;
    } catch {
      // No such group: the process itself is signalled.
    }
  }
}
