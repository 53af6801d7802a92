import type { Aggregate } from "../coordinator/aggregate.ts";
import type { Histogram } from "../histogram/index.ts";
import { droppedIn } from "../measure/arrivals.ts";
import type { Kind } from "../measure/sample.ts";
import type { Segment, ThresholdResult } from "../result/cell.ts";
import type { Aggregation, Comparison, Threshold } from "./grammar.ts";

export interface EvaluationScope {
  /** Up to where the load is. */
  segments: readonly Segment[];
  /** The kind of time that the model is judged by. */
  headline: Kind;
}

/** Judges a threshold on what was measured since the start; one that nothing was measured for doesn't hold. */
export function evaluate(threshold: Threshold, aggregate: Aggregate, scope: EvaluationScope): ThresholdResult {
  const value = valueOf(threshold, aggregate, scope);
  const holds = value !== null && comparisons[threshold.comparison](value, threshold.value);
  return { threshold: threshold.source, holds, value };
}

const comparisons: Record<Comparison, (a: number, b: number) => boolean> = {
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  "==": (a, b) => a === b,
  "!=": (a, b) => a !== b,
};

function valueOf(threshold: Threshold, aggregate: Aggregate, { segments, headline }: EvaluationScope): number | null {
  const { metric, aggregation, endpoint } = threshold;
  const chosen = new Set(segments.flatMap((segment, index) => (isChosen(segment, threshold) ? [index] : [])));
  const matches = (key: { endpoint: string; segment: number }) =>
    chosen.has(key.segment) && (endpoint === null || key.endpoint === endpoint);
  const seconds = [...chosen].reduce((sum, index) => sum + segments[index]!.endMs - segments[index]!.startMs, 0) / 1000;
  const times = (kind: Kind) =>
    trend(
      aggregate.histogram((key) => matches(key) && key.kind === kind),
      aggregation,
    );
  switch (metric) {
    case "http_req_duration":
      return times(headline);
    case "http_req_waiting":
      return times("first-byte");
    case "http_req_connecting":
      return times("connect");
    case "http_req_tls_handshaking":
      return times("tls");
    case "http_req_blocked":
      return times("blocked");
    case "release_lag":
      return times("lag");
    case "http_req_failed": {
      const { ok, failed } = aggregate.counts(matches);
      return ok + failed === 0 ? null : failed / (ok + failed);
    }
    case "http_reqs": {
      const { ok, failed } = aggregate.counts(matches);
      return ok + failed === 0 ? null : counter(ok + failed, seconds, aggregation);
    }
    case "dropped_iterations": {
      const due = aggregate.arrivals.list().filter(({ segment }) => chosen.has(segment));
      const dropped = due.reduce((sum, counts) => sum + droppedIn(counts), 0);
      return due.length === 0 ? null : counter(dropped, seconds, aggregation);
    }
  }
}

function isChosen(segment: Segment, { segment: name }: Threshold): boolean {
  return name === null ? segment.measured : segment.name === name;
}

function trend(histogram: Histogram, aggregation: Aggregation): number | null {
  if (histogram.count === 0) return null;
  switch (aggregation.name) {
    case "quantile":
      return histogram.quantile(aggregation.quantile)! / 1000;
    case "avg":
      return histogram.mean! / 1000;
    case "min":
      return histogram.min / 1000;
    case "max":
      return histogram.max / 1000;
    case "count":
    case "rate":
      return null;
  }
}

function counter(count: number, seconds: number, aggregation: Aggregation): number | null {
  if (aggregation.name === "count") return count;
  return seconds > 0 ? count / seconds : null;
}
