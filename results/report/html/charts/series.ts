/** From archived lines to columns that a plot can draw: rates of counters, fewer points, fewer digits. */

/** A rate over less is mostly the counter's own granularity: the last scrape comes when the load ends. */
const LEAST_S = 0.1;

/** Increase per second between neighbours; `null` for the first, for missing readings, between neighbours too near and across a counter's restart. */
export function perSecond(atMs: readonly number[], counter: readonly (number | null | undefined)[]): (number | null)[] {
  return counter.map((value, index) => {
    const before = counter[index - 1];
    const elapsedS = (atMs[index]! - (atMs[index - 1] ?? NaN)) / 1000;
    if (value === null || value === undefined || before === null || before === undefined) return null;
    return value < before || !(elapsedS >= LEAST_S) ? null : (value - before) / elapsedS;
  });
}

/** How neighbours become one point. Percentiles are never averaged: the worst of them stands for all. */
export type Thinning = "mean" | "worst";

/** Every `step` neighbours become one point. */
export function thin(values: readonly (number | null)[], step: number, how: Thinning): (number | null)[] {
  if (step <= 1) return [...values];
  const points: (number | null)[] = [];
  for (let start = 0; start < values.length; start += step) {
    const part = values.slice(start, start + step).filter((value) => value !== null);
    if (part.length === 0) points.push(null);
    else if (how === "worst") points.push(Math.max(...part));
    else points.push(part.reduce((sum, value) => sum + value, 0) / part.length);
  }
  return points;
}

/** Four significant digits are more than a plot shows, and a third of the bytes. */
export function short(value: number | null): number | null {
  return value === null || !Number.isFinite(value) ? null : Number(value.toPrecision(4));
}
