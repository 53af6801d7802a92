/** Converts archived series for charts: rates of counters, fewer points, fewer digits. */

/** Shorter intervals, such as before the last scrape at the end of the load, mostly show the counter's granularity. */
const MIN_INTERVAL_S = 0.1;

/** Increase per second between neighbours; `null` for the first, for missing readings, for short intervals and when a counter restarts. */
export function perSecond(atMs: readonly number[], counter: readonly (number | null | undefined)[]): (number | null)[] {
  return counter.map((value, index) => {
    const before = counter[index - 1];
    const elapsedS = (atMs[index]! - (atMs[index - 1] ?? NaN)) / 1000;
    if (value === null || value === undefined || before === null || before === undefined) return null;
    return value < before || !(elapsedS >= MIN_INTERVAL_S) ? null : (value - before) / elapsedS;
  });
}

/** How neighbours are merged. Percentiles are never averaged; the worst one represents all. */
export type Thinning = "mean" | "worst";

/** Merges every `step` neighbours into one point. */
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

/** Rounds to four significant digits, which is more than a chart shows, and a third of the bytes. */
export function short(value: number | null): number | null {
  return value === null || !Number.isFinite(value) ? null : Number(value.toPrecision(4));
}
