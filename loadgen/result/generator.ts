import type { WorkerHealth } from "../coordinator/aggregate.ts";
import { windowSeconds, type LagWindow } from "../coordinator/lag-windows.ts";
import type { ClockOffset } from "../coordinator/worker-process.ts";
import type { Calibration } from "../worker/calibrate.ts";
import type { CellResult } from "./cell.ts";

type GeneratorHealth = CellResult["generator"];

export interface GeneratorInput {
  health: readonly WorkerHealth[];
  /** How the open model kept to its schedule. */
  lag: readonly LagWindow[];
  workers: number;
  /** Seconds of the measured part: first and last, whole ones. */
  fromSecond: number;
  toSecond: number;
  /** Median of the latencies that count. */
  p50Ms: number | null;
  /** Users don't think: the generator is meant to be at its limit. */
  maxRate: boolean;
  calibrations: readonly Calibration[];
  clocks: readonly ClockOffset[];
  /** The open model is judged by its release lag, the closed by its event loop. */
  open: boolean;
  /** Requests that failed for want of descriptors or ports. */
  resourceFailures: number;
}

/** Whether the generator could keep up with what it was asked, and by what it is known. */
export function judgeGenerator(input: GeneratorInput): GeneratorHealth {
  const measured = input.health.filter(({ second }) => second >= input.fromSecond && second < input.toSecond);
  const reasons = new Set<string>();
  for (let worker = 0; worker < input.workers; worker += 1) {
    const own = measured.filter((sample) => sample.worker === worker);
    for (const reason of limits(windowsOf(own), input)) reasons.add(reason);
    const lag = input.lag.filter((window) => window.worker === worker && isWithin(window, input));
    for (const check of [late, dropping]) {
      const reason = recurring(lag.map((window) => check(window, input)));
      if (reason !== null) reasons.add(reason);
    }
  }
  if (input.resourceFailures > 0) {
    reasons.add(
      `resource: ${input.resourceFailures} requests found no file descriptor or local port; raise them (ulimit -n, net.ipv4.ip_local_port_range)`,
    );
  }
  const limited = reasons.size > 0;
  if (input.maxRate) reasons.add(maxRateLabel);
  return {
    workers: input.workers,
    cpuPctOfCore: percent(ratio(measured, (sample) => sample.cpuMs)),
    eventLoopUtilisation: ratio(measured, (sample) => sample.eventLoopUtilisation * sample.elapsedMs),
    loopDelayP99Ms: measured.length === 0 ? null : Math.max(...measured.map((sample) => sample.loopDelayP99Ms)),
    limited,
    reasons: [...reasons],
    ...calibrated(input.calibrations),
    ...(input.maxRate ? { maxRate: true } : {}),
    ...(input.clocks.length === 0 ? {} : { clocks: input.clocks.map(clockOf) }),
  };
}

const maxRateLabel = "max-rate: throughput is generator-bound, a lower bound; its latency is not comparable";

function clockOf({ offsetUs, offsetBoundUs }: ClockOffset): { offsetMs: number; boundMs: number } {
  return { offsetMs: offsetUs / 1000, boundMs: offsetBoundUs / 1000 };
}

type Check = (window: readonly WorkerHealth[], input: GeneratorInput) => string | null;

const saturated: Check = (window, { p50Ms, open }) => {
  const busy = ratio(window, (sample) => sample.eventLoopUtilisation * sample.elapsedMs) ?? 0;
  const cpu = ratio(window, (sample) => sample.cpuMs) ?? 0;
  const delayMs = Math.max(...window.map((sample) => sample.loopDelayP99Ms));
  if (open || (busy <= 0.85 && cpu <= 0.9) || delayMs <= Math.max(10, 0.1 * (p50Ms ?? 0))) return null;
  return "saturated: the worker's event loop was busy nearly all the time and answered late";
};

const collecting: Check = (window) => {
  const share = ratio(window, (sample) => sample.gcMs) ?? 0;
  const longest = Math.max(...window.map((sample) => sample.longestGcMs));
  if (share <= 0.05 && longest <= 50) return null;
  return "garbage-collection: it took more than 5 % of a window, or paused the worker for over 50 ms";
};

const stolen: Check = (window) => {
  const known = window.flatMap(({ steal }) => (steal === null ? [] : [steal]));
  const mean = known.reduce((sum, steal) => sum + steal, 0) / Math.max(1, known.length);
  return mean <= 0.05 ? null : "host: the machine's host took away more than 5 % of its CPU time";
};

function* limits(windows: readonly (readonly WorkerHealth[])[], input: GeneratorInput): Generator<string> {
  // Without think times the generator is meant to be at its limit, and says so.
  if (input.maxRate) return;
  for (const check of [saturated, collecting, stolen]) {
    const reason = recurring(windows.map((window) => check(window, input)));
    if (reason !== null) yield reason;
  }
}

/** A reason counts from two windows running, or more than one window in twenty. */
function recurring(found: readonly (string | null)[]): string | null {
  const hits = found.filter((reason) => reason !== null);
  const running = found.some((reason, index) => reason !== null && index > 0 && found[index - 1] !== null);
  return running || hits.length > found.length / 20 ? (hits[0] ?? null) : null;
}

/** Of the worst worker. */
function calibrated(calibrations: readonly Calibration[]): Pick<GeneratorHealth, "overheadMs" | "jitterMs"> {
  if (calibrations.length === 0) return {};
  const overheads = calibrations.flatMap(({ overheadUs }) => (overheadUs === null ? [] : [overheadUs]));
  const worst = (of: "p50" | "p99") => Math.max(...overheads.map((each) => each[of])) / 1000;
  return {
    overheadMs: overheads.length === 0 ? null : { p50: worst("p50"), p99: worst("p99") },
    jitterMs: jitterOf(calibrations),
  };
}

function jitterOf(calibrations: readonly Calibration[]): number {
  return Math.max(0, ...calibrations.map(({ jitterUs }) => jitterUs)) / 1000;
}

function isWithin({ second }: LagWindow, { fromSecond, toSecond }: GeneratorInput): boolean {
  return second >= fromSecond && second < toSecond;
}

function late({ p99Us }: LagWindow, { p50Ms, calibrations }: GeneratorInput): string | null {
  const limitMs = Math.max(2, 0.05 * (p50Ms ?? 0), 3 * jitterOf(calibrations));
  if (p99Us === null || p99Us / 1000 <= limitMs) return null;
  return `late: one task in a hundred was released more than ${limitMs.toFixed(1)} ms after it was due`;
}

function dropping({ planned, dropped }: LagWindow): string | null {
  if (dropped <= planned / 1000) return null;
  return "dropped: more than one arrival in a thousand could not start in time; raise the pool, or lower the rate";
}

/** Windows of five seconds; what is left over at the end belongs to the last one. */
function windowsOf(samples: readonly WorkerHealth[]): WorkerHealth[][] {
  const windows: WorkerHealth[][] = [];
  samples.forEach((sample, index) => {
    const isLast = samples.length - index < windowSeconds && index % windowSeconds === 0 && windows.length > 0;
    if (index % windowSeconds === 0 && !isLast) windows.push([]);
    windows.at(-1)!.push(sample);
  });
  return windows;
}

function ratio(samples: readonly WorkerHealth[], of: (sample: WorkerHealth) => number): number | null {
  const elapsedMs = samples.reduce((sum, sample) => sum + sample.elapsedMs, 0);
  return elapsedMs === 0 ? null : samples.reduce((sum, sample) => sum + of(sample), 0) / elapsedMs;
}

function percent(share: number | null): number | null {
  return share === null ? null : share * 100;
}
