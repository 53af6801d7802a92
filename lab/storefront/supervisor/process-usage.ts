import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { procStat } from "../../../base/process-identity.ts";

/** Units of /proc: ticks per second (100 on all common kernels) and bytes per page. */
const TICKS_PER_S = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));
const PAGE_BYTES = Number(execFileSync("getconf", ["PAGESIZE"], { encoding: "utf8" }));

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
  return { cpuSeconds: ticks / TICKS_PER_S, memoryBytes: pages * PAGE_BYTES };
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
