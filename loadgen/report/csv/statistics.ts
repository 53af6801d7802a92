import { Histogram } from "../../histogram/index.ts";

/** The percentiles that Locust's files have, in their order. */
export const percentileHeads = ["50%", "66%", "75%", "80%", "90%", "95%", "98%", "99%", "99.9%", "99.99%", "100%"];
const quantiles = [0.5, 0.66, 0.75, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999, 0.9999, 1];

/** What Locust counts per entry: all requests that ended, failed ones included. */
export class EntryStats {
  readonly histogram = new Histogram();
  requests = 0;
  failures = 0;
  bytes = 0;

  addCounts(counts: { ok: number; failed: number; bytes: number }): void {
    this.requests += counts.ok + counts.failed;
    this.failures += counts.failed;
    this.bytes += counts.bytes;
  }

  /** Milliseconds; `N/A` without a request, as Locust writes it. */
  percentiles(): (string | number)[] {
    return quantiles.map((quantile) => milliseconds(this.histogram.quantile(quantile)) ?? "N/A");
  }

  /** Median, average, least and greatest time, average body: 0 where there is nothing, as Locust writes it. */
  totals(): number[] {
    const { histogram } = this;
    return [
      milliseconds(histogram.quantile(0.5)) ?? 0,
      milliseconds(histogram.mean) ?? 0,
      histogram.count === 0 ? 0 : milliseconds(histogram.min)!,
      milliseconds(histogram.max)!,
      this.requests === 0 ? 0 : this.bytes / this.requests,
    ];
  }
}

function milliseconds(us: number | null): number | null {
  return us === null ? null : us / 1000;
}
