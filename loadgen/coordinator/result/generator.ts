import { number, quantity } from "../../../base/format.ts";
import type { Histogram } from "../../histogram/index.ts";
import type { ArrivalCounts, StallCounts } from "../../measure/second.ts";
import { droppedIn } from "../../measure/counters.ts";
import type { CellResult } from "../../schema/cell.ts";
import type { Calibration } from "../../worker/calibrate.ts";
import type { Health } from "../aggregate/health.ts";
import type { ClockOffset } from "../prepare-worker.ts";
import { causesOf, describeShifts, milliseconds, percent } from "./causes.ts";
import { MARGINS, shiftsOf, type Shift } from "./margins.ts";

type GeneratorHealth = CellResult["generator"];

export interface GeneratorInput {
  /** Of each worker, over the measured part. */
  health: readonly Health[];
  stalls: StallCounts;
  /** Of successful requests: the latencies that count, and the same without what the generator added; in µs. */
  reported: Histogram;
  undelayed: Histogram;
  /** Release lag of the open model, in µs. */
  lag: Histogram;
  /** Arrivals of the open model that were due in the measured part. */
  arrivals: ArrivalCounts;
  measuredMs: number;
  /** Whether users pause between requests, or start on a schedule; if not, the generator or the target is at its limit. */
  paced: boolean;
  /** Closed model: share of the users' time in which they waited for responses. */
  waitingShare: number | undefined;
  calibrations: readonly Calibration[];
  clocks: readonly ClockOffset[];
  /** Requests of the whole load, and those that failed because no file descriptor or local port was free. */
  requests: number;
  resourceFailures: number;
}

/** A worker whose event loop or core is busy for this share of the time is at its limit. */
const LIMIT_SHARE = 0.9;
/** Smaller effects are not worth a note. */
const NOTED_SHARE = 0.01;
const NOTED_MS = 0.1;
/** Users that wait for responses for this share of their time send as fast as responses come. */
const WAITING_SHARE = 0.9;

/** Rules that can make a result invalid; docs/loadgen.md says when. */
export const HEALTH_RULES = ["delayed", "paused", "dropped", "resource"] as const;

/** What a rule found: a reason why the numbers describe the generator, or a note beside good numbers. */
interface Finding {
  rule: (typeof HEALTH_RULES)[number] | "max-rate" | "rate" | "host";
  limits: boolean;
  text: string;
  /** Of delays: the percentiles that they moved by more than their margins. */
  moved?: Shift["name"][];
}

/**
 * Decides whether the generator kept up with the load.
 *
 * A rule limits the generator only if what it measured moved a reported figure by more than the margin of comparisons
 * (`MARGINS`); a smaller effect is a note. What delays requests, such as late releases, pauses for garbage collection, a busy
 * event loop or a machine that takes the core away, acts on latencies through one thing: the time for which the generator
 * itself held a request up. This time is estimated for each request: its release lag, plus the time for which its answer lay
 * unread during a stall of the event loop, in expectation (`Stalls.heldUs`). So percentiles of latencies with and without it
 * are compared, whatever the cause was, and the causes are only named. Rates are judged by arrivals that did not start, and by
 * the time for which the process stood still.
 */
export function judgeGenerator(input: GeneratorInput): GeneratorHealth {
  const totals = totalsOf(input.health);
  const figures = figuresOf(input.health);
  const atLimit = Math.max(figures.eventLoopUtilisation ?? 0, (figures.cpuPctOfCore ?? 0) / 100) >= LIMIT_SHARE;
  const generatorBound = atLimit && !input.paced;
  const findings = [
    ...paused(input, totals.suspendedMs, generatorBound),
    ...(generatorBound ? [bound(figures)] : delayed(input, totals)),
    ...dropped(input),
    ...resources(input),
    ...(generatorBound ? [] : targetBound(input, figures)),
    ...stolen(totals),
  ];
  const texts = (limiting: boolean) =>
    findings.filter(({ limits }) => limits === limiting).map(({ rule, text }) => `${rule}: ${text}`);
  const [reasons, notes] = [texts(true), texts(false)];
  const [limit, ...otherLimits] = findings.filter(({ limits }) => limits);
  return {
    workers: input.health.length,
    ...figures,
    limited: reasons.length > 0,
    reasons,
    moved: otherLimits.length === 0 ? limit?.moved : undefined,
    notes: notes.length === 0 ? undefined : notes,
    ...calibrated(input.calibrations),
    maxRate: generatorBound ? true : undefined,
    clocks: input.clocks.length === 0 ? undefined : input.clocks.map(clockOf),
  };
}

/** Percentiles that the generator's own delays moved. */
function delayed(input: GeneratorInput, totals: Health): Finding[] {
  const overheadP50Ms = calibrated(input.calibrations).overheadMs?.p50 ?? 0;
  const shifts = shiftsOf(input.reported, input.undelayed, overheadP50Ms);
  const beyond = shifts.filter(({ reportedMs, undelayedMs, allowedMs }) => reportedMs - undelayedMs > allowedMs);
  const isNoted = (byMs: number, ofMs: number) => byMs > Math.max(NOTED_MS, NOTED_SHARE * ofMs);
  const noted = shifts.filter(({ reportedMs, undelayedMs }) => isNoted(reportedMs - undelayedMs, reportedMs));
  const moved = shifts
    .filter(({ reportedMs, undelayedMs, marginMs }) => reportedMs - undelayedMs > marginMs)
    .map(({ name }) => name);
  const shown = beyond.length > 0 ? beyond : noted;
  if (shown.length === 0) return [];
  const text = [describeShifts(shown), ...causesOf(input, totals)].join("; ");
  return [{ rule: "delayed", limits: beyond.length > 0, text, moved }];
}

/**
 * Time for which the workers did nothing for the load: closed loads send less by at most this share. The pauses of a
 * generator at its limit are turns of its event loop, unless the process did not run in them.
 */
function paused({ stalls, health, measuredMs }: GeneratorInput, suspendedMs: number, atLimit: boolean): Finding[] {
  const workers = Math.max(1, health.length);
  const stoppedMs = (stalls.stoppedUs / 1000 + suspendedMs) / workers;
  const pausedMs = atLimit ? stoppedMs : (stalls.pausedUs / 1000 + suspendedMs) / workers;
  if (pausedMs === 0) return [];
  const share = pausedMs / (measuredMs + suspendedMs / workers);
  const longestMs = Math.max(stalls.longestUs / 1000, suspendedMs / workers);
  const text =
    `the generator stood still for ${milliseconds(pausedMs)} (${percent(share)} of the measured time), up to ` +
    `${milliseconds(longestMs)} at a time; for ${milliseconds(stoppedMs)} of it the process did not run ` +
    "(stopped, suspended, throttled or starved of CPU)";
  return [{ rule: "paused", limits: share > MARGINS.rate, text }];
}

function dropped({ arrivals }: GeneratorInput): Finding[] {
  const count = droppedIn(arrivals);
  if (count === 0) return [];
  const share = count / arrivals.planned;
  const text =
    `${number(count)} of ${number(arrivals.planned)} arrivals (${percent(share)}) did not start in time, and would have been ` +
    "slower than all others; raise the pool, or lower the rate";
  return [{ rule: "dropped", limits: share > MARGINS.rate, text }];
}

function resources({ requests, resourceFailures }: GeneratorInput): Finding[] {
  if (resourceFailures === 0) return [];
  const text =
    `${number(resourceFailures)} of ${number(requests)} requests found no file descriptor or local port; raise them ` +
    "(ulimit -n, net.ipv4.ip_local_port_range)";
  return [{ rule: "resource", limits: resourceFailures > MARGINS.failures * requests, text }];
}

function bound({ eventLoopUtilisation, cpuPctOfCore }: Figures): Finding {
  const text =
    "throughput is generator-bound, a lower bound, and its latency is not comparable: " +
    `the event loop was busy ${percent(eventLoopUtilisation!)} of the time, with ${quantity(cpuPctOfCore, "%")} of a core`;
  return { rule: "max-rate", limits: false, text };
}

function targetBound({ waitingShare }: GeneratorInput, { eventLoopUtilisation, cpuPctOfCore }: Figures): Finding[] {
  if (waitingShare === undefined || waitingShare < WAITING_SHARE) return [];
  if (eventLoopUtilisation === null || cpuPctOfCore === null) return [];
  const text =
    `users waited for responses for ${percent(Math.min(1, waitingShare))} of their time, while the generator used ` +
    `${quantity(cpuPctOfCore, "%")} of a core and its event loop was busy for ${percent(eventLoopUtilisation)} of the time`;
  return [{ rule: "rate", limits: false, text }];
}

function stolen({ stolenMs, elapsedMs }: Health): Finding[] {
  if (elapsedMs === 0 || stolenMs / elapsedMs <= NOTED_SHARE) return [];
  const text = `the machine's host took away ${percent(stolenMs / elapsedMs)} of its CPU time`;
  return [{ rule: "host", limits: false, text }];
}

type Figures = Pick<GeneratorHealth, "cpuPctOfCore" | "eventLoopUtilisation" | "loopDelayP99Ms">;

function figuresOf(workers: readonly Health[]): Figures {
  const { elapsedMs, cpuMs, busyMs } = totalsOf(workers);
  if (elapsedMs === 0) return { cpuPctOfCore: null, eventLoopUtilisation: null, loopDelayP99Ms: null };
  return {
    cpuPctOfCore: (cpuMs / elapsedMs) * 100,
    eventLoopUtilisation: busyMs / elapsedMs,
    loopDelayP99Ms: Math.max(...workers.map(({ loopDelayP99Ms }) => loopDelayP99Ms)),
  };
}

function totalsOf(workers: readonly Health[]): Health {
  const sum = (of: (health: Health) => number) => workers.reduce((total, health) => total + of(health), 0);
  return {
    elapsedMs: sum(({ elapsedMs }) => elapsedMs),
    cpuMs: sum(({ cpuMs }) => cpuMs),
    busyMs: sum(({ busyMs }) => busyMs),
    gcMs: sum(({ gcMs }) => gcMs),
    suspendedMs: sum(({ suspendedMs }) => suspendedMs),
    stolenMs: sum(({ stolenMs }) => stolenMs),
    loopDelayP99Ms: Math.max(0, ...workers.map(({ loopDelayP99Ms }) => loopDelayP99Ms)),
    machine: null,
  };
}

export function clockOf({ offsetUs, offsetBoundUs }: ClockOffset): { offsetMs: number; boundMs: number } {
  return { offsetMs: offsetUs / 1000, boundMs: offsetBoundUs / 1000 };
}

/** Figures of the worst worker. */
function calibrated(calibrations: readonly Calibration[]): Pick<GeneratorHealth, "overheadMs" | "jitterMs"> {
  if (calibrations.length === 0) return {};
  const overheads = calibrations.flatMap(({ overheadUs }) => (overheadUs === null ? [] : [overheadUs]));
  const worst = (of: "p50" | "p99") => Math.max(...overheads.map((each) => each[of])) / 1000;
  return {
    overheadMs: overheads.length === 0 ? null : { p50: worst("p50"), p99: worst("p99") },
    jitterMs: Math.max(0, ...calibrations.map(({ jitterUs }) => jitterUs)) / 1000,
  };
}
