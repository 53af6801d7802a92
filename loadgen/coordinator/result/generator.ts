import { MIN_LOOP_DELAY_MS, type Health, type HealthWindows } from "../aggregate/health-windows.ts";
import { MIN_LAG_MS, type Lag, type LagWindows } from "../aggregate/lag-windows.ts";
import type { ClockOffset } from "../worker-process.ts";
import type { Calibration } from "../../worker/calibrate.ts";
import type { CellResult } from "../../schema/cell.ts";

type GeneratorHealth = CellResult["generator"];

export interface GeneratorInput {
  health: HealthWindows;
  /** Release lag of the open model. */
  lag: LagWindows;
  workers: number;
  /** End of the measured part, in whole seconds. */
  toSecond: number;
  /** Median of the latencies that count. */
  p50Ms: number | null;
  /** Users don't think: the generator is meant to be at its limit. */
  maxRate: boolean;
  calibrations: readonly Calibration[];
  clocks: readonly ClockOffset[];
  /** The open model is judged by its release lag, the closed by its event loop. */
  open: boolean;
  /** Requests that failed because no file descriptor or local port was free. */
  resourceFailures: number;
}

/** Decides whether the generator kept up with the load, with the reasons if it did not. */
export function judgeGenerator(input: GeneratorInput): GeneratorHealth {
  const workers = Array.from({ length: input.workers }, (_, worker) => ({
    health: input.health.of(worker, input.toSecond),
    lag: input.lag.of(worker, input.toSecond),
  }));
  const reasons = new Set(workers.flatMap((worker) => [...limits(worker, input)]));
  if (input.resourceFailures > 0) {
    reasons.add(
      `resource: ${input.resourceFailures} requests found no file descriptor or local port; raise them (ulimit -n, net.ipv4.ip_local_port_range)`,
    );
  }
  const limited = reasons.size > 0;
  if (input.maxRate) reasons.add(MAX_RATE_LABEL);
  return {
    workers: input.workers,
    ...figuresOf(workers.map(({ health }) => health)),
    limited,
    reasons: [...reasons],
    ...calibrated(input.calibrations),
    ...(input.maxRate ? { maxRate: true } : {}),
    ...(input.clocks.length === 0 ? {} : { clocks: input.clocks.map(clockOf) }),
  };
}

const MAX_RATE_LABEL = "max-rate: throughput is generator-bound, a lower bound; its latency is not comparable";

function clockOf({ offsetUs, offsetBoundUs }: ClockOffset): { offsetMs: number; boundMs: number } {
  return { offsetMs: offsetUs / 1000, boundMs: offsetBoundUs / 1000 };
}

function figuresOf(
  workers: readonly Health[],
): Pick<GeneratorHealth, "cpuPctOfCore" | "eventLoopUtilisation" | "loopDelayP99Ms"> {
  const sum = (of: (health: Health) => number) => workers.reduce((total, health) => total + of(health), 0);
  const elapsedMs = sum((health) => health.elapsedMs);
  if (elapsedMs === 0) return { cpuPctOfCore: null, eventLoopUtilisation: null, loopDelayP99Ms: null };
  return {
    cpuPctOfCore: (sum(({ cpuMs }) => cpuMs) / elapsedMs) * 100,
    eventLoopUtilisation: sum(({ busyMs }) => busyMs) / elapsedMs,
    loopDelayP99Ms: Math.max(...workers.map(({ loopDelayP99Ms }) => loopDelayP99Ms)),
  };
}

function* limits({ health, lag }: { health: Health; lag: Lag }, input: GeneratorInput): Generator<string> {
  const p50Ms = input.p50Ms ?? 0;
  // Without think times the generator is meant to run at its limit; `MAX_RATE_LABEL` says so.
  if (!input.maxRate) {
    if (!input.open && health.saturated.isAbove(Math.max(MIN_LOOP_DELAY_MS, 0.1 * p50Ms)))
      yield "saturated: the worker's event loop was busy nearly all the time and answered late";
    if (health.collecting.isAbove(0))
      yield "garbage-collection: it took more than 5 % of a window, or paused the worker for over 50 ms";
    if (health.stolen.isAbove(0)) yield "host: the machine's host took away more than 5 % of its CPU time";
  }
  const limitMs = Math.max(MIN_LAG_MS, 0.05 * p50Ms, 3 * jitterOf(input.calibrations));
  if (lag.late.isAbove(limitMs))
    yield `late: one task in a hundred was released more than ${limitMs.toFixed(1)} ms after it was due`;
  if (lag.dropping.isAbove(0))
    yield "dropped: more than one arrival in a thousand could not start in time; raise the pool, or lower the rate";
}

/** Figures of the worst worker. */
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
