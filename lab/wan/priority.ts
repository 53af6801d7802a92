import { execFileSync } from "node:child_process";
import { constants, setPriority } from "node:os";

const REAL_TIME_PRIORITY = "10";

/**
 * Gives this process the highest priority that the system allows, and describes it. A wire does not wait for a CPU that
 * services keep busy: with real-time scheduling, bytes are hundredths of a millisecond late whatever the load; without
 * it, one millisecond or more on a busy machine. The process sleeps nearly all of the time, so nothing starves.
 */
export function raiseOwnPriority(): string {
  try {
    execFileSync("chrt", ["--rr", "--pid", REAL_TIME_PRIORITY, String(process.pid)], { stdio: "ignore" });
    return "goes before all other processes (real-time scheduling)";
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
