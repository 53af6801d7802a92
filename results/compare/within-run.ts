/** The error of a metric within one cell: how far its value is from the one that a much longer cell would show. */
import { variance, withinCellError } from "../statistics/index.ts";
import type { RecordedEndpoint as EndpointStats } from "../schema/recorded.ts";

/** What a cell shows of its own variation. */
export interface WithinCell {
  stats: Pick<EndpointStats, "ok" | "requests" | "failures" | "latencyMs">;
  /** Medians of consecutive parts of the plateau; absent if they were not recorded. */
  blocksMs?: readonly number[];
}

interface Quantile {
  metric: string;
  key: "p50" | "p90" | "p95" | "p99" | "p999";
  share: number;
  /** The same quantile of the standard normal distribution. */
  normal: number;
}

const QUANTILES: readonly Quantile[] = [
  { metric: "p50", key: "p50", share: 0.5, normal: 0 },
  { metric: "p90", key: "p90", share: 0.9, normal: 1.2816 },
  { metric: "p95", key: "p95", share: 0.95, normal: 1.6449 },
  { metric: "p99", key: "p99", share: 0.99, normal: 2.3263 },
  { metric: "p99.9", key: "p999", share: 0.999, normal: 3.0902 },
];

/**
 * Standard error of the logarithm of a metric within a cell; 0 if nothing is known of it.
 *
 * That of the median comes from the cell's blocks. That of other latencies is the one of independent requests, with the
 * width of the distribution from the neighbouring percentiles, times the factor by which the blocks of the median vary
 * more than independent requests would. Arrivals make a rate vary like a Poisson process.
 */
export function withinCell(metric: string, { stats, blocksMs = [] }: WithinCell): number {
  if (metric === "rate") return stats.requests > 0 ? 1 / Math.sqrt(stats.requests) : 0;
  const independent = independentError(metric, stats);
  const medianOfBlocks = errorOfBlocks(blocksMs);
  if (metric === "p50") return medianOfBlocks ?? independent;
  const expected = independentError("p50", stats);
  const factor = medianOfBlocks === null || expected === 0 ? 1 : Math.max(1, medianOfBlocks / expected);
  return factor * independent;
}

/** Medians of medians vary more than medians. */
const MEDIAN_OF_MEDIANS = 1.25;

/**
 * Standard deviation between the parts of a cell of the logarithm of its median, beyond that of independent requests; 0 if
 * parts were not recorded. It is large where the median falls between two modes, so that chance decides between them.
 */
export function betweenParts({ stats, blocksMs = [] }: WithinCell): number {
  if (blocksMs.length < 2) return 0;
  const expected = MEDIAN_OF_MEDIANS * independentError("p50", stats) * Math.sqrt(blocksMs.length);
  return Math.sqrt(Math.max(0, variance(blocksMs.map(Math.log)) - expected ** 2));
}

/** Too few or too correlated blocks count as a single one, whose error is their standard deviation. */
function errorOfBlocks(blocksMs: readonly number[]): number | null {
  if (blocksMs.length < 2) return null;
  const logs = blocksMs.map(Math.log);
  return withinCellError([logs])?.standardError ?? Math.sqrt(variance(logs));
}

/** The asymptotic error of a sample quantile, sqrt(p (1 - p) / n) / density, or of the mean of a log-normal distribution. */
function independentError(metric: string, { ok, latencyMs }: WithinCell["stats"]): number {
  const known = QUANTILES.flatMap(({ key, ...quantile }) => {
    const ms = latencyMs[key];
    return ms !== null && ms > 0 ? [{ ...quantile, log: Math.log(ms) }] : [];
  });
  if (ok === 0 || known.length < 2) return 0;
  if (metric === "avg") return Math.sqrt(Math.expm1(widthBetween(known[0]!, known.at(-1)!) ** 2) / ok);
  const at = known.findIndex((quantile) => quantile.metric === metric);
  const own = known[at];
  if (!own) return 0;
  const width = widthBetween(known[Math.max(0, at - 1)]!, known[Math.min(known.length - 1, at + 1)]!);
  const density = Math.exp(-(own.normal ** 2) / 2) / Math.sqrt(2 * Math.PI);
  return (Math.sqrt((own.share * (1 - own.share)) / ok) * width) / density;
}

/** Standard deviation of the log-normal distribution through two percentiles. */
const widthBetween = (low: { normal: number; log: number }, high: { normal: number; log: number }): number =>
  Math.max(0, (high.log - low.log) / (high.normal - low.normal));

/** Failures are assumed to come in bursts of this size, so that as many fewer of them are independent. */
const BURST = 10;

/**
 * Standard error of the share of failed requests, in percentage points: that of independent bursts, with Laplace's rule of
 * succession, because no failure in few requests does not mean that none happens.
 */
export function withinCellPoints({ stats: { requests, failures } }: WithinCell): number {
  if (requests === 0) return 0;
  const share = (failures + 1) / (requests + 2);
  return 100 * Math.sqrt((BURST * share * (1 - share)) / requests);
}
