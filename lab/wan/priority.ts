import { execFileSync } from "node:child_process";
import { constants, setPriority } from "node:os";

const REAL_TIME_PRIORITY = "10";

/**
 * Gives this process the highest priority that the system allows, and returns a description of it. A real link does not
 * wait for CPUs that services keep busy. With real-time scheduling, bytes are late by hundredths of a millisecond under
 * any load; without it, by a millisecond or more on a busy machine. The process sleeps nearly all of the time, so it does
 * not starve others.
 */
export function raiseOwnPriority(): string {
  try {
    execFileSync("chrt", ["--rr", "--pid", REAL_TIME_PRIORITY, String(process.pid)], { stdio: "ignore" });
    return "takes precedence over all other processes (real-time scheduling)";
  } catch {
    // Not root, or no such command.
  }
  try {
    setPriority(constants.priority.PRIORITY_HIGHEST);
    return "has the highest priority";
  } catch {
    return "has no priority over other processes: delays are less exact on a busy machine";
  }
}
