/** How a cell and its machine varied during the measurement: medians of equal parts, and CPU steal. */
import type { CellResult } from "@stackmark/loadgen/schema";
import { upperMedian } from "../../../base/median.ts";
import type { MeasuredCell } from "../../../results/schema/outputs.ts";
import { readFileSync } from "node:fs";

const BLOCKS = 20;

type Blocks = NonNullable<MeasuredCell["blocks"]>;
type Timed = { atMs: number; p50Ms: number | null };

/**
 * Pure. For each part of the plateau, of at least a second, the median of its seconds' medians. `null` for a load with
 * more than one plateau, which changes by design, or if a part has no request.
 */
export function blocksOf({ segments }: Pick<CellResult, "segments">, seconds: readonly Timed[]): Blocks | null {
  const measured = segments.filter((segment) => segment.measured);
  const [plateau] = measured;
  if (!plateau || measured.length > 1 || plateau.kind !== "plateau") return null;
  const { startMs, endMs } = plateau;
  const lengthMs = 1000 * Math.max(1, Math.floor((endMs - startMs) / BLOCKS / 1000));
  const parts = Array.from({ length: Math.floor((endMs - startMs) / lengthMs) }, (_, i) => startMs + i * lengthMs);
  const p50Ms = parts.map((from) =>
    upperMedian(
      seconds.flatMap(({ atMs, p50Ms: own }) => (atMs >= from && atMs < from + lengthMs && own ? [own] : [])),
    ),
  );
  return p50Ms.every((value) => value !== undefined) ? { lengthMs, p50Ms } : null;
}

/** Jiffies since boot. */
export interface CpuTimes {
  all: number;
  stolen: number;
}

/** From the first line of /proc/stat; `undefined` without one. */
export function cpuTimes(read: () => string = () => readFileSync("/proc/stat", "utf8")): CpuTimes | undefined {
  try {
    const [user, nice, system, idle, iowait, irq, softirq, steal] = read()
      .split("\n", 1)[0]!
      .split(/\s+/)
      .slice(1)
      .map(Number);
    const all = [user, nice, system, idle, iowait, irq, softirq, steal].reduce<number>((sum, n) => sum + n!, 0);
    return Number.isFinite(all) ? { all, stolen: steal! } : undefined;
  } catch {
    return undefined;
  }
}

/** Share of CPU time between two readings that the hypervisor gave to other machines, 0–100. */
export function stealPct(before: CpuTimes | undefined, after: CpuTimes | undefined): number | null {
  if (!before || !after || after.all <= before.all) return null;
  return (100 * (after.stolen - before.stolen)) / (after.all - before.all);
}
