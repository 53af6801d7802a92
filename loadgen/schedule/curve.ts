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

/** Time that all users together run between two times, in ms: the area under the level rounded up to whole users. */
export function userMs(curve: Curve, startMs: number, endMs: number): number {
  const times = [startMs, ...curve.map(({ atMs }) => atMs).filter((at) => at > startMs && at < endMs), endMs];
  let sum = 0;
  for (let index = 0; index + 1 < times.length; index += 1) {
    const widthMs = times[index + 1]! - times[index]!;
    const from = levelAt(curve, times[index]!);
    // The curve is straight between its points; at the second of them it may be a step.
    const to = 2 * levelAt(curve, times[index]! + widthMs / 2) - from;
    const isLevel = Math.abs(to - from) < ROUNDING;
    sum += widthMs * (isLevel ? Math.ceil(from - ROUNDING) : (ceilingArea(to) - ceilingArea(from)) / (to - from));
  }
  return sum;
}

/** Differences of levels that are due to rounding are smaller. */
const ROUNDING = 1e-9;

/** Integral of the ceiling function from 0. */
function ceilingArea(level: number): number {
  const whole = Math.floor(level);
  return (whole * (whole + 1)) / 2 + (level - whole) * (whole + 1);
}
