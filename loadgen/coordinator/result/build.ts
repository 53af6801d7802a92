import { redactUrl } from "../../../base/url.ts";
import type { Aggregate } from "../aggregate/aggregate.ts";
import { addArrivals, droppedIn, noArrivals } from "../../measure/counters.ts";
import type { ArrivalCounts, AuditCounts } from "../../measure/second.ts";
import type { TimingKind } from "../../schema/request.ts";
import { ARRIVAL_STREAM } from "../../executor/open.ts";
import { Random } from "../../../base/random.ts";
import { plannedArrivals } from "../../schedule/arrivals.ts";
import { userMs, type Curve } from "../../schedule/curve.ts";
import { clipSegments, measuredMs, measuredSeconds, type Plan } from "../../schedule/plan.ts";
import type { ParsedSpec } from "../../schema/spec.ts";
import { roundTripsOf } from "../../transport/reach.ts";
import type { ReadyWorker } from "../prepare-worker.ts";
import { auditsOf } from "./audits.ts";
import type { Accounting, CellResult, EndpointStats, ErrorCount, Segment, ThresholdResult } from "../../schema/cell.ts";
import { judgeGenerator } from "./generator.ts";
import { HISTOGRAM_LAYOUT, type LoadOutcome } from "../../schema/outcome.ts";
import { headlineOf, statisticsOf, details, versionsOf } from "./statistics.ts";
import { ThresholdWatch } from "../thresholds.ts";
import { limitOf } from "./limit.ts";
import { judge, STOP_GRACE_MS, type Ending } from "./status.ts";
import { poolOf } from "./pool.ts";
import { steadyStateOf } from "../aggregate/steady-state.ts";

export interface BuildInput {
  spec: ParsedSpec;
  plan: Plan;
  aggregate: Aggregate;
  startedAt: Date;
  endedAt: Date;
  ending: Ending;
  inFlightAtEnd: number;
  missingSeconds: number;
  /** To the target before the load, each, in ms. */
  roundTripsMs: readonly number[];
  /** The same after the load, of each worker that has a vantage of its own and is done. */
  roundTripsAfterMs: readonly (readonly number[] | undefined)[];
  /** Whether users pause between requests, or start on a schedule. */
  paced: boolean;
  workers: readonly ReadyWorker[];
  /** Whether the workers are on other machines or in pods. */
  isPool: boolean;
}

/** Builds the result that is shown and archived from the aggregate of all workers. */
export function buildOutcome(input: BuildInput): LoadOutcome {
  const { spec, plan, aggregate, ending } = input;
  const segments = clipSegments(plan.segments, ending.stoppedAtMs ?? ending.finishedAtMs ?? Infinity);
  const measured = measuredMs(segments);
  const scope = {
    segments: new Set(segments.flatMap((segment, index) => (segment.measured ? [index] : []))),
    measuredMs: measured,
    tallyHeaders: spec.tallyHeaders,
    headline: headlineOf(spec.model),
  };
  const overall = statisticsOf(aggregate, "*", scope);
  const { toSecond } = measuredSeconds(segments);
  const times = (kind: TimingKind) =>
    aggregate.histogram((key) => key.kind === kind && key.outcome === "ok" && scope.segments.has(key.segment));
  const generator = judgeGenerator({
    health: Array.from({ length: spec.workers }, (_, worker) => aggregate.health.of(worker, toSecond)),
    stalls: aggregate.stalls,
    reported: times(scope.headline),
    undelayed: times("undelayed"),
    lag: times("lag"),
    arrivals: arrivalsOf(aggregate, scope.segments),
    measuredMs: measured,
    paced: input.paced,
    waitingShare: spec.model === "closed" ? waitingShareOf(aggregate.audit, spec.workers, measured) : undefined,
    calibrations: input.workers.map(({ calibration }) => calibration),
    clocks: input.workers,
    requests: aggregate.audit.begun,
    resourceFailures: failuresOf(aggregate, "resource"),
  });
  const accounting = account(input, segments);
  const outages = aggregate.outages.list(segments, hungIn(input, overall));
  const result: CellResult = {
    schemaVersion: 0,
    ...judge({
      ending,
      overall,
      accounting,
      generator,
      measuredMs: measured,
      outages,
      keepGoing: spec.keepGoing,
      findLimit: spec.findLimit ?? false,
      mayExpectTls: mayExpectTls(spec, aggregate),
    }),
    spec: JSON.parse(JSON.stringify(withoutCredentials(spec))) as CellResult["spec"],
    target: redactUrl(spec.target),
    startedAt: input.startedAt.toISOString(),
    endedAt: input.endedAt.toISOString(),
    measuredMs: measured,
    segments,
    vantage: vantageOf(input),
    overall,
    endpoints: aggregate.endpoints().map((name) => statisticsOf(aggregate, name, scope)),
    errors: aggregate.errors.list(),
    accounting,
    generator: input.isPool ? { ...generator, pool: poolOf(input, toSecond) } : generator,
    versions: versionsOf(aggregate, scope),
    thresholds: spec.thresholds.length === 0 ? undefined : judgeThresholds(spec, aggregate, segments),
    ...details(aggregate, segments, scope, spec.model),
    limit: limitOf(spec, plan, ending),
    longestGapMs: aggregate.silence.longestMs(segments),
    connections: aggregate.peers(),
    steady: steadyStateOf(aggregate.steadyState, endOf(segments)),
  };
  return {
    result,
    histograms: {
      version: 0,
      layout: HISTOGRAM_LAYOUT,
      segments: segments.map(({ name, measured }) => ({ name, measured })),
      counts: aggregate.allCounts(),
      entries: aggregate.serialised(),
    },
  };
}

function vantageOf({ spec, roundTripsMs, roundTripsAfterMs, isPool }: BuildInput): CellResult["vantage"] {
  const rttMs = roundTripsOf(roundTripsMs);
  const after = roundTripsAfterMs.flatMap((each) => each ?? []);
  return { ...spec.vantage, rttMs, rttAfterMs: isPool ? roundTripsOf(after) : undefined };
}

/** What is stored and shown names no passwords. */
function withoutCredentials({ target, proxy, ...others }: ParsedSpec): ParsedSpec {
  return { ...others, target: redactUrl(target), proxy: proxy === undefined ? undefined : redactUrl(proxy) };
}

function judgeThresholds(spec: ParsedSpec, aggregate: Aggregate, segments: readonly Segment[]): ThresholdResult[] {
  return new ThresholdWatch(spec.thresholds).judge(aggregate, { segments, headline: headlineOf(spec.model) });
}

/** Requests in flight, on average, by users that are running. */
function waitingShareOf(audit: AuditCounts, workers: number, measuredMs: number): number | undefined {
  const { looks, seenInFlight, cycleUs } = audit;
  return looks === 0 || cycleUs === 0
    ? undefined
    : ((workers * seenInFlight) / looks) * ((measuredMs * 1000) / cycleUs);
}

function arrivalsOf(aggregate: Aggregate, segments: ReadonlySet<number>): ArrivalCounts {
  const sum = noArrivals(-1);
  for (const counts of aggregate.arrivals.list()) if (segments.has(counts.segment)) addArrivals(sum, counts);
  return sum;
}

function account(input: BuildInput, segments: Segment[]): Accounting {
  const { aggregate, spec, inFlightAtEnd, missingSeconds } = input;
  const { ok, failed, aborted } = aggregate.counts(() => true);
  const { begun } = aggregate.audit;
  const arrivals = aggregate.arrivals.total();
  const closed = spec.model === "closed";
  const stopped = input.ending.stoppedAtMs !== undefined || input.ending.scenarioFailure !== undefined;
  const audits = auditsOf({
    aggregate,
    totals: { begun, ok, failed, aborted, inFlightAtEnd },
    // Workers receive a stop slightly later, so what they did differs from the plan up to the stop.
    userMs: !closed || stopped || spec.iterations !== undefined ? undefined : userTime(input.plan.level, segments),
    scheduled: closed || stopped ? undefined : scheduledArrivals(spec, input.plan),
    measuredMs: measuredMs(segments),
    missingSeconds,
  });
  // A closed model plans users, not requests: what they send is what was planned.
  const schedule = closed
    ? { planned: begun, released: begun, dropped: 0 }
    : { planned: arrivals.planned, released: arrivals.released, dropped: droppedIn(arrivals) };
  return { ...schedule, sent: begun, ok, failed, aborted, inFlightAtEnd, audits };
}

/** Counted from the curve alone, independently of the workers. */
function scheduledArrivals(spec: ParsedSpec & { model: "open" }, plan: Plan): number {
  return plannedArrivals(plan.level, spec.arrivals === "poisson" ? new Random(spec.seed, ARRIVAL_STREAM) : undefined);
}

function userTime(curve: Curve, segments: readonly Segment[]): number {
  return segments.reduce(
    (sum, { measured, startMs, endMs }) => sum + (measured ? userMs(curve, startMs, endMs) : 0),
    0,
  );
}

function endOf(segments: readonly Segment[]): number {
  return segments.at(-1)?.endMs ?? 0;
}

/** Requests that the load's end cut after much more time than any answer took. */
function hungIn({ spec, aggregate, ending }: BuildInput, { allLatencyMs }: EndpointStats): number {
  const graceMs = ending.stoppedAtMs === undefined ? spec.gracefulStopMs : STOP_GRACE_MS;
  return graceMs > 3 * (allLatencyMs.max ?? Infinity) ? failuresOf(aggregate, "aborted") : 0;
}

/** Servers with TLS answer plain HTTP with 400, or with nothing. */
function mayExpectTls({ target, proxy }: ParsedSpec, { errors }: Aggregate): boolean {
  const isLike = ({ class: failed, message }: ErrorCount) => failed === "closed" || message === "HTTP 400";
  return target.startsWith("http:") && proxy === undefined && errors.list().every(isLike);
}

function failuresOf(aggregate: Aggregate, errorClass: string): number {
  return aggregate.errors.list().reduce((sum, error) => sum + (error.class === errorClass ? error.count : 0), 0);
}
