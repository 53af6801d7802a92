/** Finds the processes of daemons: by the pid and start time that they wrote down, or by their arguments. */
import { readdirSync, readFileSync } from "node:fs";
import { startTicks } from "../../../base/process-identity.ts";

/** A pid counts only together with the kernel start time of its process: pids are reused. */
export interface ProcessIdentity {
  pid: number;
  startTicks: string;
}

export const isAlive = ({ pid, startTicks: ticks }: ProcessIdentity): boolean => startTicks(pid) === ticks;

/**
 * The process that runs this script with this argument right after it. Finds a daemon whose starter was killed before it
 * wrote anything down. A process that only names the argument (an editor, `less`) does not count.
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

/** None where the system has no /proc: emulated machines need Linux, and say so when they start. */
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
