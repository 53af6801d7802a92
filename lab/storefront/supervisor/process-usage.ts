import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { procStat } from "../../../base/process-identity.ts";

/** Units of /proc: ticks per second (100 on all common kernels) and bytes per page. */
interface Units {
  ticksPerS: number;
  pageBytes: number;
}

let knownUnits: Units | undefined;

function units(): Units {
  const configured = (name: string): number => Number(execFileSync("getconf", [name], { encoding: "utf8" }));
  return (knownUnits ??= { ticksPerS: configured("CLK_TCK"), pageBytes: configured("PAGESIZE") });
}

export interface Usage {
  cpuSeconds: number;
  memoryBytes: number;
}

/**
 * CPU time and memory of this process, of its children that have ended, and of those of the given processes that still
 * run. Memory is resident memory: unlike in a cgroup, shared pages count more than once.
 */
export function processUsage(children: number[]): Usage {
  // Fields of /proc/PID/stat: utime and stime, and for this process also those of children that have ended.
  const own = ticksOf("self", 4);
  const ticks = children.reduce((total, pid) => total + ticksOf(pid, 2), own);
  return { cpuSeconds: ticks / units().ticksPerS, memoryBytes: residentBytes(["self", ...children]) };
}

/** CPU time and memory of the given processes, and the CPU time of those of their children that have ended. */
export function usageOf(pids: readonly number[]): Usage {
  const ticks = pids.reduce((total, pid) => total + ticksOf(pid, 4), 0);
  return { cpuSeconds: ticks / units().ticksPerS, memoryBytes: residentBytes(pids) };
}

export const residentBytes = (pids: readonly (number | "self")[]): number =>
  pids.reduce<number>((total, pid) => total + residentPages(pid), 0) * units().pageBytes;

const FIRST_TICKS = 11;

const ticksOf = (pid: number | "self", fields: number): number =>
  (procStat(pid) ?? []).slice(FIRST_TICKS, FIRST_TICKS + fields).reduce((total, field) => total + Number(field), 0);

function residentPages(pid: number | "self"): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, "latin1").split(" ")[1]);
  } catch {
    return 0;
  }
}
