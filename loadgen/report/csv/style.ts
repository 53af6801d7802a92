import { highestValueAt, lowestValueAt, type Histogram } from "../../histogram/index.ts";

/** How numbers are written: exactly, or rounded as Locust does. */
export interface CsvStyle {
  /** Percentiles in ms for the given quantiles; `undefined` without requests, or past the end of the histogram. */
  percentiles(histogram: Histogram, quantiles: readonly number[]): (number | undefined)[];
  /** A number that Locust has as a float. */
  float: (value: number) => string | number;
  /** A time of day. */
  time(ms: number): string;
}

export const exactStyle: CsvStyle = {
  percentiles: (histogram, quantiles) =>
    quantiles.map((quantile) => {
      const us = histogram.quantile(quantile);
      return us === undefined ? undefined : us / 1000;
    }),
  float: (value) => value,
  time: (ms) => new Date(ms).toISOString(),
};

/**
 * Locust keeps times rounded to about two digits and looks percentiles up from the slowest down; floats are written
 * with a digit behind the point, as Python does. A time within one part in 2048 of where Locust's rounding turns may
 * come out on the other side: histograms know no more of it.
 */
export const locustStyle: CsvStyle = {
  percentiles(histogram, quantiles) {
    const slowestFirst = [...locustBuckets(histogram)].sort(([a], [b]) => b - a);
    return quantiles.map((quantile) => {
      const target = Math.trunc(histogram.count * quantile);
      let seen = 0;
      for (const [ms, count] of slowestFirst) {
        seen += count;
        if (histogram.count - seen <= target) return Number.isFinite(ms) ? ms : undefined;
      }
      return undefined;
    });
  },
  float: (value) => (Number.isInteger(value) ? value.toFixed(1) : value),
  time: (ms) => `${new Date(ms).toISOString().slice(0, 19)}Z`,
};

function locustBuckets(histogram: Histogram): Map<number, number> {
  const buckets = new Map<number, number>();
  if (histogram.pastEnd > 0) buckets.set(Infinity, histogram.pastEnd);
  for (const [index, count] of histogram.counters()) {
    const ms = locustRounded((lowestValueAt(index) + highestValueAt(index)) / 2);
    buckets.set(ms, (buckets.get(ms) ?? 0) + count);
  }
  return buckets;
}

/** To whole ms below 100 ms, tens below a second, hundreds below ten, thousands above; halves to the even one. */
export function locustRounded(us: number): number {
  const unitMs = us < 100_000 ? 1 : us < 1_000_000 ? 10 : us < 10_000_000 ? 100 : 1000;
  const units = us / 1000 / unitMs;
  const below = Math.floor(units);
  const over = us - below * unitMs * 1000;
  const halfUs = unitMs * 500;
  const up = over > halfUs || (over === halfUs && below % 2 === 1);
  return (up ? below + 1 : below) * unitMs;
}
