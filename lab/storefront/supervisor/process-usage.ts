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
  const own = procStat("self");
  // Fields of /proc/PID/stat: utime and stime, and for this process also those of children that have ended.
  let ticks = sum(own, 11, 4);
  let pages = residentPages("self");
  for (const pid of children) {
    ticks += sum(procStat(pid), 11, 2);
    pages += residentPages(pid);
  }
  const { ticksPerS, pageBytes } = units();
  return { cpuSeconds: ticks / ticksPerS, memoryBytes: pages * pageBytes };
}

const sum = (fields: string[] | undefined, from: number, count: number): number =>
  (fields ?? []).slice(from, from + count).reduce((total, field) => total + Number(field), 0);

function residentPages(pid: number | "self"): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, "latin1").split(" ")[1]);
  } catch {
    return 0;
  }
}
