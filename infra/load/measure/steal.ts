/** How much CPU time the host of this machine kept for others, over a stretch of time. */
import { readFileSync } from "node:fs";

/** Jiffies since the start of the system. */
export interface CpuTimes {
  all: number;
  stolen: number;
}

/** From the first line of /proc/stat; `null` where the system has none. */
export function cpuTimes(read: () => string = () => readFileSync("/proc/stat", "utf8")): CpuTimes | null {
  try {
    const [user, nice, system, idle, iowait, irq, softirq, steal] = read()
      .split("\n", 1)[0]!
      .split(/\s+/)
      .slice(1)
      .map(Number);
    const all = [user, nice, system, idle, iowait, irq, softirq, steal].reduce<number>((sum, n) => sum + n!, 0);
    return Number.isFinite(all) ? { all, stolen: steal! } : null;
  } catch {
    return null;
  }
}

/** Share of all CPU time between two readings, 0–100. */
export function stealPct(before: CpuTimes | null, after: CpuTimes | null): number | null {
  if (!before || !after || after.all <= before.all) return null;
  return (100 * (after.stolen - before.stolen)) / (after.all - before.all);
}
