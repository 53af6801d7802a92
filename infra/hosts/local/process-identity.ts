/** Which process a pid means: pids are used again, so a pid counts only together with its kernel start time. */
import { readdirSync, readFileSync } from "node:fs";

/** Start time in clock ticks since boot (field 22 of /proc/PID/stat); undefined for a process that is gone or a zombie. */
export function startTicks(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The command name (field 2) may hold spaces and parentheses: fields are counted after its last one.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

export interface ProcessIdentity {
  pid: number;
  startTicks: string;
}

export const isAlive = ({ pid, startTicks: ticks }: ProcessIdentity): boolean => startTicks(pid) === ticks;

/**
 * A process that runs this script with this argument right after it; finds what a starter that was cut off could not
 * write down. Who only names the argument (an editor, `less`) is none.
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
