/** Sums and counts of the catalogue's results over the pods of a service or on a node. Pure. */
import { gaugeOver, type Counter, type Gauge, type Point, type Window } from "../window.ts";
import type { Series } from "./client.ts";
import { runningPods } from "./pods.ts";
import { gaugeWithin, NO_DATA, type LabelFilter, type QueryResults, type Reading } from "./readings.ts";

export const nothing = (reason: string): Gauge => ({ avg: null, max: null, reason });

export function matching(
  results: QueryResults,
  name: string,
  belongs: LabelFilter,
): { reason: string; series: Series[]; readings: Reading[] } {
  const result = results.get(name);
  return {
    reason: result?.reason ?? NO_DATA,
    series: (result?.series ?? []).filter(({ labels }) => belongs(labels)),
    readings: (result?.readings ?? []).filter(({ labels }) => belongs(labels)),
  };
}

/** The sum of several series at each time that any of them has a point: replicas come and go. */
export function sumOf(series: readonly Series[]): Point[] {
  const sums = new Map<number, number>();
  for (const { points } of series) for (const { at, value } of points) sums.set(at, (sums.get(at) ?? 0) + value);
  return [...sums].sort(([a], [b]) => a - b).map(([at, value]) => ({ at, value }));
}

/** Why the rates of a service's pods have no sum: one without a rate would count as 0. `undefined`: they have one. */
function withoutRate(results: QueryResults, name: string, belongs: LabelFilter, window: Window): string | undefined {
  const { readings, reason } = matching(results, name, belongs);
  const known = new Set(readings.filter(({ avg }) => avg !== null).map(({ labels }) => labels.pod));
  const unknown = runningPods(results, belongs, window).filter((pod) => !known.has(pod));
  if (unknown.length === 0) return undefined;
  // The query failed.
  if (readings.length === 0 && reason !== NO_DATA) return reason;
  return `the kubelet read ${unknown.join(", ")} fewer than twice in the measured part`;
}

/** Unknown if a part is, or if there is none. */
export const total = (values: readonly (number | null)[]): number | null =>
  values.length === 0 || values.includes(null) ? null : values.reduce<number>((sum, value) => sum + value!, 0);

const TOO_SHORT_FOR_MAX = "the measured part is too short for a maximum";

/** @param settleMs how long after the window's start the rates still look back beyond it */
export function rateUsage(
  results: QueryResults,
  name: string,
  belongs: LabelFilter,
  window: Window,
  settleMs: number,
): Gauge {
  const { readings, series, reason } = matching(results, name, belongs);
  const missing = withoutRate(results, name, belongs, window);
  if (missing !== undefined) return nothing(missing);
  const avg = total(readings.map((reading) => reading.avg));
  if (avg === null) return nothing(reason);
  const within = { from: window.from + settleMs, to: window.to };
  const { max } = gaugeOver(sumOf(series), within, 1, NO_DATA);
  if (max === null) return { avg, max: null, reason: TOO_SHORT_FOR_MAX };
  return { avg, max: Math.max(avg, max) };
}

/** Of a share, which pods without a limit do not have: the mean over the others, and the maximum of any. */
export function shareUsage(results: QueryResults, name: string, belongs: LabelFilter, without: string): Gauge {
  const { readings, reason } = matching(results, name, belongs);
  const known = readings.flatMap(({ avg, max }) => (avg === null ? [] : [{ avg, max: max ?? avg }]));
  if (known.length === 0) return nothing(reason === NO_DATA ? without : reason);
  const avg = known.reduce((sum, each) => sum + each.avg, 0) / known.length;
  return { avg, max: Math.max(...known.map(({ max }) => max)) };
}

export function gaugeUsage(results: QueryResults, name: string, belongs: LabelFilter, window: Window): Gauge {
  const { series, reason } = matching(results, name, belongs);
  return gaugeWithin(sumOf(series), window, reason);
}

export function bytesOf(
  results: QueryResults,
  names: readonly string[],
  belongs: LabelFilter,
  window: Window,
): Counter {
  const found = names.map((name) => matching(results, name, belongs));
  const missing = names
    .map((name) => withoutRate(results, name, belongs, window))
    .find((reason) => reason !== undefined);
  if (missing !== undefined) return { total: null, perS: null, reason: missing };
  const perS = total(found.map(({ readings }) => total(readings.map(({ avg }) => avg))));
  if (perS === null)
    return { total: null, perS: null, reason: found.find((f) => f.readings.length === 0)?.reason ?? NO_DATA };
  return { total: (perS * (window.to - window.from)) / 1000, perS };
}

export function countOf(results: QueryResults, name: string, belongs: LabelFilter): number | null {
  return total(matching(results, name, belongs).readings.map((reading) => reading.total));
}
