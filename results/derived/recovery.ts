/**
 * The recovery time after a spike: from its end until latency and error rate return to a band around their values before
 * the spike and stay there.
 */
import type { Segment } from "@stackmark/loadgen/schema";
import type { ArchivedCell } from "../archive/index.ts";
import type { RecordedSecond } from "../schema/series.ts";

export interface RecoveryOptions {
  /**
   * How far the latency may stay above its value before the spike, as a fraction; at least three robust standard
   * deviations of the seconds before the spike.
   */
  latencyBand: number;
  /** Smallest band: smaller differences come from timers and other processes on the machine. */
  latencyFloorMs: number;
  /** How far the error rate may stay above its value before the spike, in points. */
  errorPoints: number;
  /** How long both must hold. */
  dwellMs: number;
}

const DEFAULTS: RecoveryOptions = {
  latencyBand: 0.25,
  latencyFloorMs: 2,
  errorPoints: 1,
  dwellMs: 5000,
};

export interface Recovery {
  cell: string;
  spike: string;
  outcome: "recovered" | "not recovered" | "unknown";
  /** From the end of the spike; `null` unless recovered. */
  afterMs: number | null;
  /** Length of the series after the spike. */
  watchedMs: number;
  /** Medians of the seconds before the spike, and the largest p95 of a recovered second. */
  before: { p95Ms: number; errorPct: number; limitMs: number } | null;
  options: RecoveryOptions;
  reason?: string;
}

/** Seconds before a spike that are needed to determine its normal values. */
const MIN_SECONDS = 3;

/** One for each spike of the cell's load. */
export function recoveries(
  { cell, output, seconds }: Pick<ArchivedCell, "cell" | "output" | "seconds">,
  options = DEFAULTS,
): Recovery[] {
  const segments = joined(output?.result.segments ?? []);
  return segments.flatMap((segment, index) => {
    if (segment.kind !== "spike") return [];
    const next = segments.slice(index + 1).find(({ kind }) => kind === "spike");
    const within = (from: number, to: number) => seconds.filter(({ atMs }) => atMs > from && atMs <= to);
    const before = segments.slice(0, index).findLast(({ kind }) => kind === "plateau");
    const until = Math.min(next?.startMs ?? Infinity, seconds.at(-1)?.atMs ?? 0);
    const base = before ? within(before.startMs, before.endMs) : [];
    return [recovery(cell, segment.name, base, within(segment.endMs, until), segment.endMs, options)];
  });
}

/** Merges consecutive spike segments: the ramp and the top of a spike are one spike. */
function joined(segments: readonly Segment[]): Segment[] {
  return segments.reduce<Segment[]>((list, segment) => {
    const last = list.at(-1);
    if (segment.kind === "spike" && last?.kind === "spike") list[list.length - 1] = { ...last, endMs: segment.endMs };
    else list.push(segment);
    return list;
  }, []);
}

function recovery(
  cell: string,
  spike: string,
  base: readonly RecordedSecond[],
  after: readonly RecordedSecond[],
  endMs: number,
  options: RecoveryOptions,
): Recovery {
  const watchedMs = Math.max(0, (after.at(-1)?.atMs ?? endMs) - endMs);
  const known = { cell, spike, watchedMs, options, afterMs: null };
  const latencies = base.flatMap(({ p95Ms }) => (p95Ms === null ? [] : [p95Ms]));
  if (latencies.length < MIN_SECONDS) {
    const reason = `${latencies.length} seconds of a plateau before the spike have a p95, which takes 20 requests; at least ${MIN_SECONDS} are needed`;
    return { ...known, outcome: "unknown", before: null, reason };
  }
  const normal = median(latencies);
  const deviation = 3 * 1.4826 * median(latencies.map((ms) => Math.abs(ms - normal)));
  const limitMs = normal + Math.max(normal * options.latencyBand, options.latencyFloorMs, deviation);
  const before = { p95Ms: normal, limitMs, errorPct: median(base.map(errorPct)) };
  const holds = (second: RecordedSecond): boolean =>
    second.p95Ms !== null && second.p95Ms <= limitMs && errorPct(second) <= before.errorPct + options.errorPoints;
  let since: number | null = null;
  for (const second of after) {
    // `atMs` is the end of a second, and a recovered second counts from its start.
    if (!holds(second)) since = null;
    else since ??= Math.max(endMs, second.atMs - 1000);
    if (since !== null && second.atMs - since >= options.dwellMs) {
      return { ...known, outcome: "recovered", afterMs: since - endMs, before };
    }
  }
  if (watchedMs < options.dwellMs) {
    const reason = `watched for ${watchedMs} ms after the spike, less than the ${options.dwellMs} ms that recovery must last`;
    return { ...known, outcome: "unknown", before, reason };
  }
  return { ...known, outcome: "not recovered", before };
}

const errorPct = ({ requests, failures }: RecordedSecond): number => (requests > 0 ? (100 * failures) / requests : 0);

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
