import type { Aggregate } from "./aggregate/aggregate.ts";
import type { Histogram } from "../histogram/index.ts";
import { inMs } from "../histogram/percentiles.ts";
import { droppedIn } from "../measure/counters.ts";
import type { TimingKind } from "../schema/request.ts";
import type { Segment, ThresholdResult, Second } from "../schema/cell.ts";
import { type Aggregation, type Comparison, type Threshold, parseThreshold } from "../schema/thresholds.ts";
import type { ParsedSpec } from "../schema/spec.ts";

export interface EvaluationScope {
  /** Clipped to the elapsed time. */
  segments: readonly Segment[];
  /** The kind of time that counts as a request's latency. */
  headline: TimingKind;
}

/** Evaluates a threshold over the whole load so far; a threshold without measurements does not hold. */
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
  const { metric, aggregation, outcome } = threshold;
  const chosen = new Set(segments.flatMap((segment, index) => (isChosen(segment, threshold) ? [index] : [])));
  const matches = (key: { endpoint: string; segment: number }) =>
    chosen.has(key.segment) && isEndpointOf(threshold, key.endpoint);
  const seconds = [...chosen].reduce((sum, index) => sum + segments[index]!.endMs - segments[index]!.startMs, 0) / 1000;
  const times = (kind: TimingKind) =>
    trend(
      aggregate.histogram(
        (key) => matches(key) && key.kind === kind && (outcome === undefined || key.outcome === outcome),
      ),
      aggregation,
    );
  const countsOf = () => {
    const { ok, failed } = aggregate.counts(matches);
    return { ok: outcome === "failed" ? 0 : ok, failed: outcome === "ok" ? 0 : failed };
  };
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
      const { ok, failed } = countsOf();
      return ok + failed === 0 ? null : failed / (ok + failed);
    }
    case "checks": {
      const { checked, checkedOk } = aggregate.counts(matches);
      return checked === 0 ? null : checkedOk / checked;
    }
    case "http_reqs": {
      const { ok, failed } = countsOf();
      return ok + failed === 0 ? null : counter(ok + failed, seconds, aggregation);
    }
    case "dropped_iterations": {
      const due = aggregate.arrivals.list().filter(({ segment }) => chosen.has(segment));
      const dropped = due.reduce((sum, counts) => sum + droppedIn(counts), 0);
      return due.length === 0 ? null : counter(dropped, seconds, aggregation);
    }
  }
}

/** A name stands for the endpoint with or without its method. */
function isEndpointOf({ endpoint, method }: Threshold, name: string): boolean {
  const space = name.indexOf(" ");
  if (method !== undefined && name.slice(0, space) !== method) return false;
  return endpoint === undefined || name === endpoint || name.slice(space + 1) === endpoint;
}

function isChosen(segment: Segment, { segment: name }: Threshold): boolean {
  return name === undefined ? segment.measured : segment.name === name;
}

function trend(histogram: Histogram, aggregation: Aggregation): number | null {
  if (histogram.count === 0) return null;
  switch (aggregation.name) {
    case "quantile":
      return inMs(histogram.quantile(aggregation.quantile));
    case "avg":
      return inMs(histogram.mean);
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

interface Watched {
  threshold: Threshold;
  abortOnFail: boolean;
  delayAbortMs: number;
}

/** The thresholds of a load: evaluated at its end, and with `abortOnFail` also while it runs. */
export class ThresholdWatch {
  readonly #watched: Watched[];

  constructor(specified: ParsedSpec["thresholds"]) {
    this.#watched = specified.map(({ threshold, ...rest }) => ({ threshold: parsed(threshold), ...rest }));
  }

  /** The first threshold that ends the load now, if any. A threshold without samples never ends it. */
  crossed(aggregate: Aggregate, scope: EvaluationScope, elapsedMs: number): ThresholdResult | undefined {
    for (const { threshold, abortOnFail, delayAbortMs } of this.#watched) {
      if (!abortOnFail || elapsedMs < delayAbortMs) continue;
      const result = evaluate(threshold, aggregate, scope);
      if (!result.holds && result.value !== null) return result;
    }
    return undefined;
  }

  judge(aggregate: Aggregate, scope: EvaluationScope): ThresholdResult[] {
    return this.#watched.map(({ threshold }) => evaluate(threshold, aggregate, scope));
  }
}

function parsed(source: string): Threshold {
  const threshold = parseThreshold(source);
  if (typeof threshold === "string") throw new TypeError(`unchecked threshold: ${threshold}`);
  return threshold;
}

/** Ends a load when too large a share of its requests fails, over a window of whole seconds. */
export class ErrorRateWatch {
  readonly #limit: { share: number; windowMs: number };
  readonly #window: { requests: number; failures: number }[] = [];

  constructor(limit: { share: number; windowMs: number }) {
    this.#limit = limit;
  }

  /** Share of failures in the window that ends with this second, if the window is full and above the limit. */
  add({ requests, failures }: Pick<Second, "requests" | "failures">): number | undefined {
    const seconds = Math.ceil(this.#limit.windowMs / 1000);
    this.#window.push({ requests, failures });
    if (this.#window.length > seconds) this.#window.shift();
    if (this.#window.length < seconds) return undefined;
    const sum = (of: "requests" | "failures") => this.#window.reduce((total, each) => total + each[of], 0);
    const share = sum("failures") / sum("requests");
    // Without requests the share is NaN, which is above no limit.
    return share > this.#limit.share ? share : undefined;
  }
}
