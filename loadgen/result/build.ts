import type { Aggregate } from "../coordinator/aggregate.ts";
import { builtInScenario } from "../scenario/built-in.ts";
import { levelAt, type Curve } from "../schedule/curve.ts";
import { measuredMs, type Plan } from "../schedule/plan.ts";
import { meanThinkMs } from "../schedule/think-time.ts";
import type { ParsedSpec } from "../spec.ts";
import { auditsOf } from "./audits.ts";
import type { Accounting, CellResult, Segment, Vantage } from "./cell.ts";
import { judgeGenerator } from "./generator.ts";
import type { LoadOutcome } from "./outcome.ts";
import { statisticsOf } from "./statistics.ts";
import { judge, type Ending } from "./status.ts";

export interface BuildInput {
  spec: ParsedSpec;
  plan: Plan;
  aggregate: Aggregate;
  startedAt: Date;
  endedAt: Date;
  ending: Ending;
  inFlightAtEnd: number;
  missingSeconds: number;
  rttMs: Vantage["rttMs"];
}

/** From what was added up to the result that is shown and archived. */
export function buildOutcome(input: BuildInput): LoadOutcome {
  const { spec, plan, aggregate, ending } = input;
  const segments = clip(plan.segments, ending.stoppedAtMs);
  const measured = measuredMs(segments);
  const scope = {
    segments: new Set(segments.flatMap((segment, index) => (segment.measured ? [index] : []))),
    measuredMs: measured,
    tallyHeaders: spec.tallyHeaders,
  };
  const overall = statisticsOf(aggregate, "*", scope);
  const accounting = account(input, segments);
  const generator = judgeGenerator({
    health: aggregate.health,
    workers: spec.workers,
    ...measuredSeconds(segments),
    p50Ms: overall.latencyMs.p50,
    maxRate: isMaxRate(spec),
    resourceFailures: failuresOf(aggregate, "resource"),
  });
  const result: CellResult = {
    schemaVersion: 0,
    ...judge({ ending, overall, accounting, generator }),
    spec: JSON.parse(JSON.stringify(spec)) as CellResult["spec"],
    target: spec.target,
    startedAt: input.startedAt.toISOString(),
    endedAt: input.endedAt.toISOString(),
    measuredMs: measured,
    segments,
    vantage: { ...spec.vantage, rttMs: input.rttMs },
    overall,
    endpoints: aggregate.endpoints().map((name) => statisticsOf(aggregate, name, scope)),
    errors: aggregate.errors.list(),
    accounting,
    generator,
    longestGapMs: longestGap(aggregate, segments),
  };
  return {
    result,
    histograms: {
      version: 0,
      layout: "hdr-3-60s",
      segments: segments.map(({ name, measured }) => ({ name, measured })),
      counts: aggregate.allCounts(),
      entries: aggregate.serialised(),
    },
  };
}

function account({ aggregate, plan, inFlightAtEnd, missingSeconds }: BuildInput, segments: Segment[]): Accounting {
  const { ok, failed, aborted } = aggregate.counts(() => true);
  const { begun } = aggregate.witness;
  const audits = auditsOf({
    aggregate,
    totals: { begun, ok, failed, aborted, inFlightAtEnd },
    userMs: segments.reduce((sum, segment) => sum + (segment.measured ? userTime(plan.users, segment) : 0), 0),
    measuredMs: measuredMs(segments),
    missingSeconds,
  });
  // A closed model plans users, not requests: what they release is what was planned.
  return { planned: begun, released: begun, dropped: 0, sent: begun, ok, failed, aborted, inFlightAtEnd, audits };
}

/** Area under the curve within a segment; the curve is straight between its points, so its trapezoids are exact. */
function userTime(curve: Curve, { startMs, endMs }: Segment): number {
  const times = [startMs, ...curve.map(({ atMs }) => atMs).filter((at) => at > startMs && at < endMs), endMs];
  let area = 0;
  for (let index = 0; index + 1 < times.length; index += 1) {
    const width = times[index + 1]! - times[index]!;
    area += width * levelAt(curve, times[index]! + width / 2);
  }
  return area;
}

/** Segments up to where the load was stopped. */
function clip(segments: readonly Segment[], stoppedAtMs: number | null): Segment[] {
  const until = stoppedAtMs ?? Infinity;
  return segments.map((segment) => ({
    ...segment,
    startMs: Math.min(segment.startMs, until),
    endMs: Math.min(segment.endMs, until),
  }));
}

function measuredSeconds(segments: readonly Segment[]): { fromSecond: number; toSecond: number } {
  const measured = segments.filter((segment) => segment.measured);
  const fromMs = Math.min(...measured.map(({ startMs }) => startMs));
  const toMs = Math.max(...measured.map(({ endMs }) => endMs));
  return { fromSecond: Math.ceil(fromMs / 1000), toSecond: Math.floor(toMs / 1000) };
}

function isMaxRate(spec: ParsedSpec): boolean {
  return meanThinkMs(builtInScenario(spec.scenario, new URL(spec.target)).thinkTime) * spec.thinkTimeScale === 0;
}

function failuresOf(aggregate: Aggregate, errorClass: string): number {
  return aggregate.errors.list().reduce((sum, error) => sum + (error.class === errorClass ? error.count : 0), 0);
}

function longestGap(aggregate: Aggregate, segments: readonly Segment[]): number | null {
  const gaps = segments.filter(({ measured }) => measured).map((s) => aggregate.gaps.longestMs(s.startMs, s.endMs));
  const known = gaps.filter((gap) => gap !== null);
  return known.length === 0 ? null : Math.max(...known);
}
