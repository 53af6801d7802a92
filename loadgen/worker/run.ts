import { Random } from "../../base/random.ts";
import type { Clock, Timer } from "../clock.ts";
import { ClosedExecutor } from "../executor/closed.ts";
import type { Executor, ExecutorOptions } from "../executor/executor.ts";
import { OpenExecutor } from "../executor/open.ts";
import { Recorder } from "../measure/recorder.ts";
import type { HealthSample, WorkerSecond } from "../measure/second.ts";
import { planOf, type Plan } from "../schedule/plan.ts";
import { ScenarioData } from "../scenario/data.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { VERSIONS } from "../schema/request.ts";
import type { ParsedSpec } from "../schema/spec.ts";
import type { Transport } from "../transport/transport.ts";

export interface RunOptions {
  spec: ParsedSpec;
  share: { index: number; count: number };
  scenario: Scenario;
  clock: Clock;
  transport: Transport;
  /** Rows of the scenario's data files; default: none. */
  data?: ScenarioData;
  /** The load's start on the clock. */
  startUs: number;
  health(): HealthSample | null;
  /** CPU time of this process so far. */
  cpuUs(): number;
  emit(second: WorkerSecond): void;
}

export interface Run {
  /** Starts no new requests; those in flight get `graceMs`, then are aborted. */
  stop(graceMs: number): void;
  /** Ends at once, because the scenario's code threw: `done` rejects with it. */
  fail(thrown: unknown): void;
  /** Once all is accounted for: seconds emitted, requests still under way (none, unless something is wrong), and when. */
  done: Promise<{ seconds: number; busyAtEnd: number; endMs: number }>;
}

/**
 * Mean time between two looks, in µs. Looks come at the times of a Poisson process, so they are in phase with nothing and see
 * every state of the load as often as it lasts (Wolff, "Poisson arrivals see time averages", Operations Research 30, 1982).
 * A stall of 20 ms is missed by one in fifty.
 */
const LOOK_INTERVAL_US = 5000;
/** Streams of random numbers that draw the looks of each worker; far from those of users and arrivals. */
const LOOK_STREAM = 0x7f00_0000;

/** Runs one worker's part of a load, on any clock and transport. */
export function startRun(options: RunOptions): Run {
  const { spec, clock, startUs } = options;
  const plan = planOf(spec);
  let seconds = 0;
  const recorder: Recorder = new Recorder({
    startUs,
    segments: plan.segments,
    open: spec.model === "open",
    requestTimeoutUs: spec.requestTimeoutMs * 1000,
    tallies: spec.tallyHeaders.length,
    maxEndpoints: spec.maxEndpoints,
    versions: spec.canary === undefined ? [] : VERSIONS,
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
      backsOff: spec.model === "closed",
      tallyHeaders: spec.tallyHeaders.map((name) => name.toLowerCase()),
      canary: spec.canary,
      data: options.data ?? new ScenarioData(new Map(), options.share),
    },
    share: options.share,
    startUs,
  });

  const timers = new Map<string, Timer>();
  const at = (name: string, dueUs: number, action: () => void) => timers.set(name, clock.at(dueUs, action));
  const tickAt = (dueUs: number) =>
    at("tick", dueUs, () => {
      recorder.tick(clock.nowUs());
      tickAt(dueUs + 1_000_000);
    });
  const lookTimes = new Random(spec.seed, LOOK_STREAM + options.share.index);
  const lookAfter = (fromUs: number) => {
    const dueUs = Math.ceil(fromUs - Math.log(1 - lookTimes.next()) * LOOK_INTERVAL_US);
    recorder.expectLook(dueUs);
    at("look", dueUs, () => {
      const nowUs = clock.nowUs();
      recorder.look(nowUs, options.cpuUs());
      clock.soon(() => {
        recorder.endTurn();
        options.transport.servedUntil(nowUs);
      });
      lookAfter(nowUs);
    });
  };
  const stop = (graceMs: number) => {
    // Closes elapsed seconds first, so that they keep their number of users.
    recorder.tick(clock.nowUs());
    executor.stop();
    timers.get("stop")?.cancel();
    at("stop", clock.nowUs() + graceMs * 1000, () => executor.abort());
  };
  tickAt(startUs + 1_000_000);
  lookAfter(startUs);
  at("stop", startUs + plan.durationMs * 1000, () => stop(spec.gracefulStopMs));
  executor.start();

  let endMs = 0;
  const done = executor.done.finally(() => {
    timers.forEach((timer) => timer.cancel());
    endMs = (clock.nowUs() - startUs) / 1000;
    recorder.finish(clock.nowUs());
  });
  return {
    stop,
    fail: (thrown) => executor.fail(thrown),
    done: done.then(() => ({ seconds, busyAtEnd: executor.busy, endMs })),
  };
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
