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
  if (!exists(seen.pid)) return true;
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

const START_TIME_FIELD = 22;

function startTimeOf(pid: number): string | undefined {
  if (process.platform === "linux") {
    const boot = quietly(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim());
    const stat = quietly(() => readFileSync(`/proc/${pid}/stat`, "utf8"));
    // The second field, the command's name in parentheses, may itself hold spaces and parentheses.
    const ticks = stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[START_TIME_FIELD - 3];
    return boot && ticks && `${boot}/${ticks}`;
  }
  if (process.platform === "win32") return undefined;
  const started = quietly(() => execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }));
  return started?.trim() || undefined;
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
