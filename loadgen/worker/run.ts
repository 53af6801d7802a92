import type { Clock } from "../clock.ts";
import { ClosedExecutor } from "../executor/closed.ts";
import type { Executor, ExecutorOptions } from "../executor/executor.ts";
import { OpenExecutor } from "../executor/open.ts";
import { Recorder } from "../measure/recorder.ts";
import type { HealthSample, WorkerSecond } from "../measure/second.ts";
import { planOf, type Plan } from "../schedule/plan.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { ParsedSpec } from "../schema/spec.ts";
import type { Transport } from "../transport/transport.ts";

export interface RunOptions {
  spec: ParsedSpec;
  share: { index: number; count: number };
  scenario: Scenario;
  clock: Clock;
  transport: Transport;
  /** The load's start on the clock. */
  startUs: number;
  health(): HealthSample | null;
  emit(second: WorkerSecond): void;
}

export interface Run {
  /** Starts no new requests; those in flight get `graceMs`, then are aborted. */
  stop(graceMs: number): void;
  /** Once all is accounted for: seconds emitted, requests still under way (none, unless something is wrong), and when. */
  done: Promise<{ seconds: number; busyAtEnd: number; endMs: number }>;
}

const SAMPLE_INTERVAL_US = 100_000;

/** Runs one worker's part of a load, on any clock and transport. */
export function startRun(options: RunOptions): Run {
  const { spec, clock, startUs } = options;
  const plan = planOf(spec);
  let seconds = 0;
  const recorder: Recorder = new Recorder({
    startUs,
    segments: plan.segments,
    open: spec.model === "open",
    tallies: spec.tallyHeaders.length,
    health: () => options.health(),
    flushPeers: () => options.transport.flushPeers(),
    users: () => executor.users,
    emit: (second) => {
      seconds += 1;
      options.emit(second);
    },
  });
  const executor: Executor = makeExecutor(spec, plan, {
    clock,
    sink: recorder,
    scenario: options.scenario,
    user: {
      clock,
      sink: recorder,
      transport: options.transport,
      target: new URL(spec.target),
      seed: spec.seed,
      requestTimeoutUs: spec.requestTimeoutMs * 1000,
      tallyHeaders: spec.tallyHeaders.map((name) => name.toLowerCase()),
    },
    share: options.share,
    startUs,
  });

  const repeat = (everyUs: number, firstUs: number, action: (nowUs: number) => void) => {
    const fire = (dueUs: number) => () => {
      action(clock.nowUs());
      timers.set(action, clock.at(dueUs + everyUs, fire(dueUs + everyUs)));
    };
    timers.set(action, clock.at(firstUs, fire(firstUs)));
  };
  const timers = new Map<unknown, { cancel(): void }>();
  repeat(SAMPLE_INTERVAL_US, startUs + SAMPLE_INTERVAL_US, (now) => recorder.auditCounters.sampleInFlight(now));
  repeat(1_000_000, startUs + 1_000_000, (now) => recorder.tick(now));

  const stop = (graceMs: number) => {
    // Closes elapsed seconds first, so that they keep their number of users.
    recorder.tick(clock.nowUs());
    executor.stop();
    timers.get(stop)?.cancel();
    timers.set(
      stop,
      clock.at(clock.nowUs() + graceMs * 1000, () => executor.abort()),
    );
  };
  timers.set(
    stop,
    clock.at(startUs + plan.durationMs * 1000, () => stop(spec.gracefulStopMs)),
  );
  executor.start();

  let endMs = 0;
  const done = executor.done.finally(() => {
    timers.forEach((timer) => timer.cancel());
    endMs = (clock.nowUs() - startUs) / 1000;
    recorder.finish(clock.nowUs());
  });
  return { stop, done: done.then(() => ({ seconds, busyAtEnd: executor.busy, endMs })) };
}

function makeExecutor(spec: ParsedSpec, plan: Plan, options: ExecutorOptions): Executor {
  if (spec.model === "closed") {
    return new ClosedExecutor({
      ...options,
      curve: plan.level,
      peakUsers: plan.peakUsers,
      thinkTimeScale: spec.thinkTimeScale,
      thinkTime: spec.thinkTime ?? options.scenario.thinkTime,
      iterations: spec.iterations,
    });
  }
  const { index, count } = options.share;
  return new OpenExecutor({
    ...options,
    curve: plan.level,
    arrivals: spec.arrivals,
    seed: spec.seed,
    poolSize: Math.ceil((spec.poolSize - index) / count),
    maxDelayUs: spec.maxDelayMs * 1000,
    pace: spec.pace,
  });
}
