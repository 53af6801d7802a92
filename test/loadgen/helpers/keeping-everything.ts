import { droppedIn } from "../../../loadgen/measure/counters.ts";
import { addSparse, Histogram } from "../../../loadgen/histogram/index.ts";
import type { HealthSample, WorkerSecond } from "../../../loadgen/measure/second.ts";

export interface Limits {
  fromSecond: number;
  toSecond: number;
  p50Ms: number;
  open: boolean;
}

/** Reasons why a worker was the limit, from all of its seconds: the rules read aloud, for comparison. */
export function naiveReasons(seconds: readonly WorkerSecond[], limits: Limits): string[] {
  const measured = seconds.filter(({ second }) => second >= limits.fromSecond && second < limits.toSecond);
  const windows = inFives(measured.flatMap(({ health }) => health ?? []));
  const sum = (of: (sample: HealthSample) => number) => (window: HealthSample[]) =>
    window.reduce((total, sample) => total + of(sample), 0);
  const elapsed = sum(({ elapsedMs }) => elapsedMs);
  const checks: Record<string, boolean[]> = {
    saturated: windows.map((window) => {
      const busy = sum((sample) => sample.eventLoopUtilisation * sample.elapsedMs)(window) / elapsed(window);
      const cpu = sum(({ cpuMs }) => cpuMs)(window) / elapsed(window);
      const delay = Math.max(...window.map(({ loopDelayP99Ms }) => loopDelayP99Ms));
      return !limits.open && (busy > 0.85 || cpu > 0.9) && delay > Math.max(10, limits.p50Ms / 10);
    }),
    "garbage-collection": windows.map(
      (window) =>
        sum(({ gcMs }) => gcMs)(window) / elapsed(window) > 0.05 || window.some(({ longestGcMs }) => longestGcMs > 50),
    ),
    host: windows.map((window) => {
      const known = window.map(({ steal }) => steal).filter((steal) => steal !== null);
      return known.reduce((total, steal) => total + steal, 0) / known.length > 0.05;
    }),
  };
  // A window that began in time counts with all that came of it.
  const begun = seconds.filter(
    ({ second }) => second >= limits.fromSecond && second - ((second - limits.fromSecond) % 5) < limits.toSecond,
  );
  const byWindow = Map.groupBy(
    begun.filter(({ arrivals, histograms }) => arrivals.length > 0 || histograms.length > 0),
    ({ second }) => Math.floor((second - limits.fromSecond) / 5),
  );
  const lag = [...byWindow.values()].map((parts) => {
    const histogram = new Histogram();
    for (const entry of parts.flatMap(({ histograms }) => histograms)) addSparse(histogram, entry);
    const arrivals = parts.flatMap((part) => part.arrivals);
    const planned = arrivals.reduce((total, counts) => total + counts.planned, 0);
    return { p99Us: histogram.quantile(0.99) ?? 0, share: arrivals.reduce((n, c) => n + droppedIn(c), 0) / planned };
  });
  checks["late"] = lag.map(({ p99Us }) => p99Us / 1000 > Math.max(2, limits.p50Ms / 20));
  checks["dropped"] = lag.map(({ share }) => share > 0.001);
  return Object.keys(checks).filter((reason) => recurs(checks[reason]!));
}

function recurs(windows: boolean[]): boolean {
  const hits = windows.filter((hit) => hit).length;
  return hits / windows.length > 1 / 20 || windows.some((hit, index) => hit && windows[index + 1] === true);
}

/** What is left over belongs to the last five. */
function inFives(samples: HealthSample[]): HealthSample[][] {
  const windows: HealthSample[][] = [];
  for (let at = 0; at < samples.length; at += 5) {
    if (samples.length - at < 5 && windows.length > 0) windows.at(-1)!.push(...samples.slice(at));
    else windows.push(samples.slice(at, at + 5));
  }
  return windows;
}
