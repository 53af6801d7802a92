import { readFileSync } from "node:fs";
import { LabError } from "../errors.ts";

/** Fields of /proc/PID/stat after the command name, which may itself hold spaces and parentheses: `[0]` is field 3. */
export function procStat(pid: number | "self"): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return undefined;
  }
}

/** Kernel start time of a process in clock ticks since boot; `undefined` where it is gone, or a zombie. */
export function startTicks(pid: number): string | undefined {
  const stat = procStat(pid);
  return stat === undefined || stat[0] === "Z" ? undefined : stat[19];
}

/** Start time of this process, which identifies it together with its pid. */
export function ownStartTicks(): string {
  const ticks = startTicks(process.pid);
  if (ticks !== undefined) return ticks;
  throw new LabError("LAB_UNSUPPORTED_SYSTEM", "emulated nodes need Linux: /proc/PID/stat could not be read here");
}
