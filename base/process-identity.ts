/** Identifies processes by more than their pid, which the system reuses. */
import { execFileSync } from "node:child_process";
import { readFileSync, readlinkSync } from "node:fs";

/** Fields are missing on platforms that do not provide them. */
export interface ProcessIdentity {
  pid: number;
  /** Differs between two processes with the same pid. Opaque: compare it only for equality. */
  startTime?: string;
  /** Pids are unique only within one pid namespace. */
  pidNamespace?: string;
}

/** The identity of a process of this host, to be stored and passed to {@link isProvablyDead} later. */
export function identityOf(pid: number): ProcessIdentity {
  const identity: ProcessIdentity = { pid };
  const startTime = startTimeOf(pid);
  const pidNamespace = ownPidNamespace();
  if (startTime !== undefined) identity.startTime = startTime;
  if (pidNamespace !== undefined) identity.pidNamespace = pidNamespace;
  return identity;
}

/** True only if it is certain that the process is dead: one that cannot be examined counts as alive. */
export function isProvablyDead(seen: ProcessIdentity): boolean {
  if (seen.pidNamespace !== undefined && seen.pidNamespace !== ownPidNamespace()) return false;
  if (!exists(seen.pid) || procStat(seen.pid)?.[STATE] === ZOMBIE) return true;
  const now = startTimeOf(seen.pid);
  return seen.startTime !== undefined && now !== undefined && now !== seen.startTime;
}

/** True only if it is certain that the process still runs on this host: one that cannot be identified does not count. */
export function isProvablyAlive(seen: ProcessIdentity): boolean {
  if (seen.startTime === undefined || isProvablyDead(seen)) return false;
  const now = identityOf(seen.pid);
  return now.startTime === seen.startTime && now.pidNamespace === seen.pidNamespace;
}

/**
 * Kernel start time of a process in clock ticks since boot (Linux only); `undefined` if the process is gone or a
 * zombie. Together with the pid it identifies a process until the next boot.
 */
export function startTicks(pid: number): string | undefined {
  const stat = procStat(pid);
  return stat === undefined || stat[STATE] === ZOMBIE ? undefined : stat[START_TIME];
}

/** Indexes into the result of {@link procStat}, and the state of a process that ended without being reaped. */
const STATE = 0;
const START_TIME = 19;
const ZOMBIE = "Z";

/**
 * The fields of /proc/PID/stat from the third (state) on: the second, the command name, may itself contain spaces and
 * parentheses. `undefined` if there is no such process or no /proc.
 */
export function procStat(pid: number | "self"): string[] | undefined {
  const stat = quietly(() => readFileSync(`/proc/${pid}/stat`, "latin1"));
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
}

function startTimeOf(pid: number): string | undefined {
  if (process.platform === "linux") {
    const boot = quietly(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim());
    const ticks = procStat(pid)?.[START_TIME];
    return boot && ticks && `${boot}/${ticks}`;
  }
  if (process.platform === "win32") return undefined;
  const started = quietly(() => execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }));
  return started?.trim() || undefined;
}

const ownPidNamespace = (): string | undefined => quietly(() => readlinkSync("/proc/self/ns/pid"));

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: the process exists and belongs to another user.
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

function quietly<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
