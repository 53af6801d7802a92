/**
 * Daemons: the detached processes of emulated nodes and links, and how to find them.
 *
 * The folder of a daemon says what runs: `start.json` has its settings and token, written before it starts;
 * `ready.json` has its identity, written by the daemon. A later command can adopt or end it after any interruption.
 */
import { readdirSync, readFileSync } from "node:fs";
import { readdir, readFile, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { systemCode } from "../../../base/errors.ts";
import { startTicks } from "../../../base/process-identity.ts";
import { REPLICA_CGROUP_PREFIX } from "../../../lab/protocol/node.ts";
import { homeDir, processDir, type ProcessKind } from "../../home.ts";
import { type Control, readySchema, type Ready } from "./control.ts";

/** A pid counts only together with the kernel start time of its process: pids are reused. */
export interface ProcessIdentity {
  pid: number;
  startTicks: string;
}

export const isAlive = ({ pid, startTicks: ticks }: ProcessIdentity): boolean => startTicks(pid) === ticks;

/**
 * The process that runs this script with this argument right after it. Finds a daemon if the command that started it
 * was killed before it recorded the daemon. Other processes with this argument, such as an editor, do not count.
 *
 * @param script end of the script's path
 */
export function findByArgument(script: string, argument: string): ProcessIdentity | undefined {
  for (const pid of pids()) {
    const given = argumentsOf(pid);
    if (!given.some((each, index) => each === argument && given[index - 1]?.endsWith(script))) continue;
    const ticks = startTicks(pid);
    if (ticks !== undefined) return { pid, startTicks: ticks };
  }
  return undefined;
}

/** Empty on systems without /proc: emulated nodes need Linux, and report that when they start. */
function pids(): number[] {
  try {
    return readdirSync("/proc").map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}

function argumentsOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  } catch {
    return [];
  }
}

export interface DaemonKey {
  stack: string;
  kind: ProcessKind;
  name: string;
}

const startSchema = z.looseObject({ token: z.string() });
export type StartFile = z.infer<typeof startSchema>;

/** Path of each kind's program, from the repository's root. */
const SCRIPTS = { nodes: join("lab", "storefront", "node.ts"), links: join("lab", "wan", "link.ts") };
export const scriptOf = ({ kind }: DaemonKey): string => SCRIPTS[kind];

export const daemonDir = (key: DaemonKey): string => join(homeDir(), processDir(key.stack, key.kind, key.name));
export const startFile = (key: DaemonKey): string => join(daemonDir(key), "start.json");
export const displayName = ({ kind, name }: DaemonKey): string => `${kind === "nodes" ? "node" : "link"} ${name}`;

async function readJson<T>(file: string, schema: z.ZodType<T>): Promise<T | undefined> {
  try {
    return schema.parse(JSON.parse(await readFile(file, "utf8")));
  } catch {
    return undefined;
  }
}

export const readStart = (key: DaemonKey): Promise<StartFile | undefined> => readJson(startFile(key), startSchema);
export const readReady = (key: DaemonKey): Promise<Ready | undefined> =>
  readJson(join(daemonDir(key), "ready.json"), readySchema);

/** The running daemon of this key; `undefined` if there is none, or it is not ready. */
export async function findReady(key: DaemonKey): Promise<{ ready: Ready; control: Control } | undefined> {
  const [start, ready] = await Promise.all([readStart(key), readReady(key)]);
  if (!start || !ready || !isAlive(ready)) return undefined;
  return { ready, control: { name: displayName(key), url: ready.control, token: start.token } };
}

/** The daemon's process, ready or not yet. */
export async function findProcess(key: DaemonKey): Promise<ProcessIdentity | undefined> {
  const ready = await readReady(key);
  return ready && isAlive(ready) ? ready : findByArgument(`/${scriptOf(key)}`, startFile(key));
}

/** Removes the cgroups of a killed daemon, and ends what still runs in those of its replicas. Others that are in use remain. */
export async function removeCgroups(cgroups: readonly string[]): Promise<void> {
  for (const cgroup of cgroups) {
    const names = await readdir(cgroup).catch(() => []);
    const replicas = names.filter((name) => name.startsWith(REPLICA_CGROUP_PREFIX));
    await Promise.all(replicas.map((name) => removeInUse(join(cgroup, name))));
    // Guards of programs end a moment after the programs.
    if (replicas.length > 0) await removeInUse(cgroup);
    else await rmdir(cgroup).catch(() => undefined);
  }
}

const END_TRIES = 50;
const END_PAUSE_MS = 20;

/** Ends all of its processes: it can be removed a moment after the last has ended. */
async function removeInUse(cgroup: string): Promise<void> {
  for (let tries = 0; tries < END_TRIES; tries++) {
    const members = await readFile(join(cgroup, "cgroup.procs"), "utf8").catch(() => "");
    for (const pid of members.split("\n").filter((line) => line !== "")) endNow(Number(pid));
    const isGone = await rmdir(cgroup).then(
      () => true,
      (error: unknown) => systemCode(error) === "ENOENT",
    );
    if (isGone) return;
    await delay(END_PAUSE_MS);
  }
}

function endNow(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended.
  }
}

/** Waits until the process is gone. @returns whether it is */
export async function waitGone(identity: ProcessIdentity, timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  while (isAlive(identity)) {
    if (performance.now() > deadline) return false;
    await delay(25);
  }
  return true;
}
