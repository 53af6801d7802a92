/** Whether a process that was seen once is still that process. A pid alone is reused. */
import { execFileSync } from "node:child_process";
import { readFileSync, readlinkSync } from "node:fs";

/** Fields are missing where the platform does not tell them. */
export interface ProcessIdentity {
  pid: number;
  /** Differs between two processes that had the same pid. */
  startTime?: string;
  /** Pids mean something only within one of these. */
  pidNamespace?: string;
}

export const identityOf = (pid: number): ProcessIdentity => ({
  pid,
  ...optional("startTime", startTimeOf(pid)),
  ...optional(
    "pidNamespace",
    quietly(() => readlinkSync("/proc/self/ns/pid")),
  ),
});

/** True only when it is certain: what cannot be asked counts as alive. The process must be of this host. */
export function isProvablyDead(seen: ProcessIdentity): boolean {
  const here = quietly(() => readlinkSync("/proc/self/ns/pid"));
  if (seen.pidNamespace !== undefined && seen.pidNamespace !== here) return false;
  if (!exists(seen.pid) || isZombie(seen.pid)) return true;
  const now = startTimeOf(seen.pid);
  return seen.startTime !== undefined && now !== undefined && now !== seen.startTime;
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, and somebody else's.
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

/** It has ended, and only its parent has not asked how. In containers that can stay so for good. */
const isZombie = (pid: number): boolean => process.platform === "linux" && statOf(pid)?.[STATE] === "Z";

function startTimeOf(pid: number): string | undefined {
  if (process.platform === "linux") {
    const boot = quietly(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim());
    const ticks = statOf(pid)?.[START_TIME];
    return boot && ticks && `${boot}/${ticks}`;
  }
  if (process.platform === "win32") return undefined;
  const started = quietly(() => execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }));
  return started?.trim() || undefined;
}

/** Places in {@link statOf}'s answer. */
const STATE = 0;
const START_TIME = 19;

/** Linux's fields about a process, from the third on: the second, its name, may itself hold spaces and parentheses. */
function statOf(pid: number): string[] | undefined {
  const stat = quietly(() => readFileSync(`/proc/${pid}/stat`, "utf8"));
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
}

function quietly<T>(ask: () => T): T | undefined {
  try {
    return ask();
  } catch {
    return undefined;
  }
}

const optional = <K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } =>
  value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
