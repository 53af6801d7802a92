import type { Aggregate } from "../aggregate/aggregate.ts";
import type { Place } from "../../measure/second.ts";
import { Histogram } from "../../histogram/index.ts";
import { TIMING_KINDS, VERSIONS, type RequestOutcome, type TimingKind, type Version } from "../../schema/request.ts";
import type { EndpointStats, CellResult, Segment, VersionStats } from "../../schema/cell.ts";
import { latencyOf } from "../../histogram/percentiles.ts";

export interface StatisticsScope {
  /** Segments that count. */
  segments: ReadonlySet<number>;
  /** Duration of these segments together. */
  measuredMs: number;
  tallyHeaders: readonly string[];
  /** The kind of time that counts as a request's latency. */
  headline: TimingKind;
  /** Default: of all together. */
  version?: Version;
}

/** Closed model: from sending to the end. Open model: from when it was due. */
export function headlineOf(model: unknown): TimingKind {
  return model === "open" ? "response" : "service";
}

/** Statistics of one endpoint, or of all together (`*`), from merged counts and histograms. */
export function statisticsOf(aggregate: Aggregate, name: string, scope: StatisticsScope): EndpointStats {
  const endpoint = name === "*" ? undefined : name;
  const { headline } = scope;
  const isIn = ({ segment, version }: Place) =>
    scope.segments.has(segment) && (scope.version === undefined || version === scope.version);
  const counts = aggregate.counts(isIn, endpoint);
  const times = (outcome: RequestOutcome) =>
    aggregate.histogram((key) => isIn(key) && key.outcome === outcome && key.kind === headline, endpoint);
  const okTimes = times("ok");
  const ok = latencyOf(okTimes, "latencyMs", scope.measuredMs);
  const all = latencyOf(new Histogram().add(okTimes).add(times("failed")), "allLatencyMs", scope.measuredMs);
  const perS = (count: number) => (scope.measuredMs > 0 ? (count * 1000) / scope.measuredMs : 0);
  return {
    name,
    requests: counts.ok + counts.failed,
    ok: counts.ok,
    failures: counts.failed,
    ratePerS: perS(counts.ok + counts.failed),
    failuresPerS: perS(counts.failed),
    bytes: counts.bytes,
    latencyMs: ok.latency,
    allLatencyMs: all.latency,
    missing: [...ok.missing, ...all.missing],
    tallies: talliesOf(counts.tallies, scope.tallyHeaders),
  };
}

/** Statistics of each version that answered; `undefined` where versions are not told apart. */
export function versionsOf(aggregate: Aggregate, scope: StatisticsScope): VersionStats[] | undefined {
  const stats = VERSIONS.flatMap((version) => {
    const { ok, failed } = aggregate.counts((counts) => counts.version === version);
    if (ok + failed === 0) return [];
    const connects = aggregate.histogram((key) => key.version === version && key.kind === "connect");
    const own = statisticsOf(aggregate, "*", { ...scope, version });
    return [{ ...own, name: version, responses: ok + failed, connections: connects.count }];
  });
  return stats.length === 0 ? undefined : stats;
}

function talliesOf(tallies: { responses: number; sum: number }[], names: readonly string[]): EndpointStats["tallies"] {
  return Object.fromEntries(
    names.map((name, index) => {
      const { responses, sum } = tallies[index] ?? { responses: 0, sum: 0 };
      return [name.toLowerCase(), { responses, sum, mean: responses === 0 ? null : sum / responses }];
    }),
  );
}

/** Timings, and statistics per segment where there are several measured segments or an open model. */
export function details(
  aggregate: Aggregate,
  segments: readonly Segment[],
  scope: StatisticsScope,
  model: "closed" | "open",
): Pick<CellResult, "segmentStats" | "timings"> {
  const timings: NonNullable<CellResult["timings"]> = {};
  for (const kind of TIMING_KINDS) {
    const { latency, count } = timesOf(aggregate, scope, kind);
    if (count > 0) timings[kind] = { samples: count, ms: latency };
  }
  if (model === "closed" && segments.filter(({ measured }) => measured).length < 2) return { timings };
  return { timings, segmentStats: segments.map((segment, index) => statsOf(aggregate, segment, index, scope, model)) };
}

function timesOf(aggregate: Aggregate, scope: StatisticsScope, kind: (typeof TIMING_KINDS)[number]) {
  const histogram = aggregate.histogram(
    (key) => key.kind === kind && key.outcome === "ok" && scope.segments.has(key.segment),
  );
  return { ...latencyOf(histogram, kind), count: histogram.count };
}

function statsOf(
  aggregate: Aggregate,
  segment: Segment,
  index: number,
  scope: StatisticsScope,
  model: "closed" | "open",
): NonNullable<CellResult["segmentStats"]>[number] {
  const own = { ...scope, segments: new Set([index]), measuredMs: segment.endMs - segment.startMs };
  const { planned, released, dropped } = aggregate.arrivals.of(index);
  const perS = (count: number) => (own.measuredMs > 0 ? (count * 1000) / own.measuredMs : 0);
  return {
    segment: segment.name,
    overall: statisticsOf(aggregate, "*", own),
    arrivals:
      model === "open"
        ? { planned, released, dropped: { ...dropped }, offeredPerS: perS(planned), achievedPerS: perS(released) }
        : null,
  };
}
