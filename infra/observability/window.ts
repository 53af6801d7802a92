/** Values of a series over a window of time. An unknown value is null with a reason, never 0. */
import type { MetricsSample } from "../../results/schema/series.ts";

export interface Point {
  /** Time of day, in milliseconds. */
  at: number;
  value: number;
}

export interface Window {
  from: number;
  to: number;
}

/** A sample of all services and nodes. */
export type TimedSample = Omit<MetricsSample, "atMs"> & {
  /** Time of day, in milliseconds. */
  at: number;
};

export interface Gauge {
  avg: number | null;
  max: number | null;
  reason?: string;
}

export interface Counter {
  total: number | null;
  perS: number | null;
  reason?: string;
}

/** How far a series may be extrapolated, in milliseconds: the edges of a window fall between scrapes. */
const MAX_EXTRAPOLATION_MS = 3_000;

const inside = (points: readonly Point[], { from, to }: Window): Point[] =>
  points.filter((point) => point.at >= from && point.at <= to);

/** The value at a time, interpolated between its neighbours. Null if it is too far from any point. */
function valueAt(points: readonly Point[], at: number): number | null {
  const before = points.findLast((point) => point.at <= at);
  const after = points.find((point) => point.at >= at);
  if (before && after) {
    if (after.at === before.at) return before.value;
    return before.value + ((after.value - before.value) * (at - before.at)) / (after.at - before.at);
  }
  const nearest = before ?? after;
  return nearest && Math.abs(nearest.at - at) <= MAX_EXTRAPOLATION_MS ? nearest.value : null;
}

/** Increase of a counter. */
export function counterOver(points: readonly Point[], window: Window, reason: string): Counter {
  const from = valueAt(points, window.from);
  const to = valueAt(points, window.to);
  if (window.to <= window.from) return { total: null, perS: null, reason: "nothing was measured" };
  if (from === null || to === null || points.length < 2) return { total: null, perS: null, reason };
  const total = to - from;
  return { total, perS: (total * 1000) / (window.to - window.from) };
}

/** A counter as a rate per second: its average, and the maximum between two adjacent points. */
export function rateOver(points: readonly Point[], window: Window, scale: number, reason: string): Gauge {
  const { perS, reason: missing } = counterOver(points, window, reason);
  if (perS === null) return { avg: null, max: null, reason: missing };
  const within = inside(points, window);
  const rates = within
    .slice(1)
    .map((point, i) => ((point.value - within[i]!.value) * 1000) / (point.at - within[i]!.at));
  return { avg: perS * scale, max: Math.max(perS, ...rates.filter(Number.isFinite)) * scale };
}

export function gaugeOver(points: readonly Point[], window: Window, scale: number, reason: string): Gauge {
  const values = inside(points, window).map((point) => point.value * scale);
  if (values.length === 0) return { avg: null, max: null, reason };
  return { avg: values.reduce((sum, value) => sum + value, 0) / values.length, max: Math.max(...values) };
}
