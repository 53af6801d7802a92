import type { Aggregate } from "../coordinator/aggregate.ts";
import { kinds } from "../measure/sample.ts";
import type { CellResult, Segment } from "./cell.ts";
import { latencyOf } from "./percentiles.ts";
import { statisticsOf, type StatisticsScope } from "./statistics.ts";

/** What a load of several parts, or of the open model, has to say beyond its sums. */
export function details(
  aggregate: Aggregate,
  segments: readonly Segment[],
  scope: StatisticsScope,
  model: "closed" | "open",
): Pick<CellResult, "segmentStats" | "timings"> {
  const timings: NonNullable<CellResult["timings"]> = {};
  for (const kind of kinds) {
    const { latency, count } = timesOf(aggregate, scope, kind);
    if (count > 0) timings[kind] = { samples: count, ms: latency };
  }
  if (model === "closed" && segments.filter(({ measured }) => measured).length < 2) return { timings };
  return { timings, segmentStats: segments.map((segment, index) => statsOf(aggregate, segment, index, scope, model)) };
}

function timesOf(aggregate: Aggregate, scope: StatisticsScope, kind: (typeof kinds)[number]) {
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
