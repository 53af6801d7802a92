/**
 * A level over time, piecewise linear: how many users are wanted, or how many arrivals a second.
 *
 * Points are in order of time; two of equal time are a step. Before the first point the level is 0, after the last the
 * curve has ended.
 */
export interface CurvePoint {
  atMs: number;
  level: number;
}

export type Curve = readonly CurvePoint[];

export interface Interval {
  startMs: number;
  endMs: number;
}

/** Level at a time; at a step, the level after it. */
export function levelAt(curve: Curve, atMs: number): number {
  for (let index = curve.length - 1; index >= 0; index -= 1) {
    const from = curve[index]!;
    if (from.atMs > atMs) continue;
    const to = curve[index + 1];
    if (to === undefined) return atMs === from.atMs ? from.level : 0;
    return from.level + ((to.level - from.level) * (atMs - from.atMs)) / (to.atMs - from.atMs);
  }
  return 0;
}

export function endOf(curve: Curve): number {
  return curve.at(-1)?.atMs ?? 0;
}

/**
 * When user number `user` runs: while the level is above its number. So users start evenly along a slope, and the
 * last to start is the first to stop; this is the same for any number of workers.
 */
export function activeIntervals(curve: Curve, user: number): Interval[] {
  const intervals: Interval[] = [];
  let since: number | undefined;
  for (let index = 0; index + 1 < curve.length; index += 1) {
    const from = curve[index]!;
    const to = curve[index + 1]!;
    if (from.level > user && since === undefined) since = from.atMs;
    if (from.level <= user && since !== undefined) {
      intervals.push({ startMs: since, endMs: from.atMs });
      since = undefined;
    }
    if (from.atMs === to.atMs || from.level > user === to.level > user) continue;
    const crossing = from.atMs + ((user - from.level) * (to.atMs - from.atMs)) / (to.level - from.level);
    if (since === undefined) since = crossing;
    else {
      intervals.push({ startMs: since, endMs: crossing });
      since = undefined;
    }
  }
  if (since !== undefined) intervals.push({ startMs: since, endMs: endOf(curve) });
  return intervals.filter(({ startMs, endMs }) => startMs < endMs);
}

export function peakOf(curve: Curve): number {
  return Math.max(0, ...curve.map((point) => point.level));
}
