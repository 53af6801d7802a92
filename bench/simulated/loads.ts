import { Random } from "../../base/random.ts";
import type { Sample, SampleSink } from "../../loadgen/measure/sample.ts";
import { Recorder } from "../../loadgen/measure/recorder.ts";
import type { WorkerSecond } from "../../loadgen/measure/second.ts";
import type { Scenario } from "../../loadgen/scenario/scenario.ts";
import type { CellResult } from "../../loadgen/schema/cell.ts";
import { parseSpec } from "../../loadgen/schema/spec.ts";
import { startRun } from "../../loadgen/worker/run.ts";
import { EventLoop } from "../../test/loadgen/helpers/event-loop.ts";
import { outcomeOf } from "../../test/loadgen/helpers/outcome-of.ts";
import { VirtualTransport } from "../../test/loadgen/helpers/virtual-transport.ts";

/** A load and a target, of the ranges that users have. */
export interface SimulatedLoad {
  model: "closed" | "open";
  arrivals: "even" | "poisson";
  /** Requests per second, approximately for closed loads. */
  ratePerS: number;
  serviceMs: number;
  service: "constant" | "uniform" | "exponential";
  /** Closed model; 0: users don't think. */
  thinkMs: number;
  think: "constant" | "exponential";
  users: number;
  /** Of the measured part. */
  durationMs: number;
  seed: number;
}

/** What is done to a load, for a reason to be found. */
export interface Faults {
  /** Replaces how a request's end is recorded. */
  end?: (end: SampleSink["end"], sample: Sample, number: number) => void;
  /** Times at which the process is held up: by work of its own, or because it does not run. */
  blocks?: readonly { fromMs: number; untilMs: number; running: boolean }[];
  /** CPU time of each action of the event loop. */
  costUs?: number;
}

const WARM_UP_MS = 500;
/** For p95 to be reported. */
const REQUESTS = 450;
const MOST_USERS = 1000;

/** A value whose logarithm is uniform, so that each order of magnitude is drawn equally often. */
export function logUniform(random: Random, low: number, high: number): number {
  return low * (high / low) ** random.next();
}

/** @param mostPerS upper bound of rates, 5000 for the whole range */
export function drawLoad(seed: number, mostPerS: number): SimulatedLoad {
  const random = new Random(seed, 1);
  const model = random.pick(["closed", "open"] as const);
  const serviceMs = logUniform(random, 0.2, 500);
  const thinkMs = random.next() < 0.3 ? 0 : logUniform(random, 1, 1000);
  const wanted = logUniform(random, 5, mostPerS);
  const cycleMs = serviceMs + thinkMs;
  // Users without think time send as fast as the target answers.
  const users = Math.max(1, Math.min(MOST_USERS, Math.round((wanted * cycleMs) / 1000)));
  const ratePerS = model === "open" ? wanted : Math.min((users * 1000) / cycleMs, 5000);
  return {
    ...{ model, ratePerS, serviceMs, thinkMs, users, seed },
    arrivals: random.pick(["even", "poisson"] as const),
    service: random.pick(["constant", "uniform", "exponential"] as const),
    think: random.pick(["constant", "exponential"] as const),
    durationMs: Math.max(3000, Math.min(100_000, (REQUESTS / ratePerS) * 1000)),
  };
}

/** Milliseconds in which a busy but healthy machine holds a process up: at most 0.4 % of the time, 2 to 8 ms each. */
function noiseOf({ durationMs }: SimulatedLoad, random: Random): NonNullable<Faults["blocks"]> {
  const share = random.between(0, 0.004);
  const count = Math.round((share * durationMs) / 5);
  return Array.from({ length: count }, () => {
    const fromMs = random.between(0, WARM_UP_MS + durationMs);
    return { fromMs, untilMs: fromMs + random.between(2, 8), running: random.next() < 0.5 };
  });
}

const ONE_REQUEST: Scenario = {
  name: "one",
  thinkTime: { kind: "none" },
  state: () => undefined,
  tasks: [{ name: "one", weight: 1, run: (user) => user.get("/") }],
};

/** Runs a load with the generator's own code on a virtual clock, and judges it. */
export async function simulate(load: SimulatedLoad, faults: Faults = {}): Promise<CellResult> {
  const random = new Random(load.seed, 2);
  const costUs = faults.costUs ?? Math.min(50, random.between(0, 100_000) / load.ratePerS);
  const loop = new EventLoop({ timerLateUs: () => random.integer(0, 1000), costUs });
  for (const { fromMs, untilMs, running } of [...noiseOf(load, random), ...(faults.blocks ?? [])]) {
    loop.block(fromMs * 1000, untilMs * 1000, running);
  }
  const spec = parseSpec(specOf(load));
  const seconds: WorkerSecond[] = [];
  const transport = new VirtualTransport(loop.outside, () => ({ latencyUs: drawServiceUs(load, random) }));
  const restore = faults.end === undefined ? () => undefined : tamperWithEnds(faults.end);
  try {
    const run = startRun({
      ...{ spec, share: { index: 0, count: 1 }, scenario: ONE_REQUEST, clock: loop, transport, startUs: 0 },
      ...{ health: loop.health, cpuUs: loop.cpuUs, emit: (second) => seconds.push(second) },
    });
    await loop.advanceTo((spec.durationMs + 60_000) * 1000);
    const { busyAtEnd } = await run.done;
    return outcomeOf(spec, seconds, busyAtEnd, { paced: load.model === "open" || load.thinkMs > 0 }).result;
  } finally {
    restore();
  }
}

function specOf(load: SimulatedLoad): unknown {
  const { model, arrivals, ratePerS, thinkMs, think, users, durationMs, seed } = load;
  const all = {
    model,
    target: "http://target.test/",
    scenario: "get",
    seed,
    durationMs: WARM_UP_MS + durationMs,
    warmUpMs: WARM_UP_MS,
  };
  if (model === "open") return { ...all, arrivals, ratePerS, poolSize: 20_000 };
  const thinkTime =
    thinkMs === 0
      ? { kind: "none" }
      : think === "constant"
        ? { kind: "constant", ms: thinkMs }
        : { kind: "exponential", meanMs: thinkMs };
  return { ...all, users, spawnRatePerS: (users * 1000) / WARM_UP_MS, thinkTime };
}

function drawServiceUs({ service, serviceMs }: SimulatedLoad, random: Random): number {
  const meanUs = serviceMs * 1000;
  if (service === "constant") return Math.round(meanUs);
  if (service === "uniform") return Math.round(random.between(0.5, 1.5) * meanUs);
  return Math.max(20, Math.round(-Math.log(1 - random.next()) * meanUs));
}

function tamperWithEnds(tampered: NonNullable<Faults["end"]>): () => void {
  const original = Object.getOwnPropertyDescriptor(Recorder.prototype, "end")!;
  let number = 0;
  Recorder.prototype.end = function (this: Recorder, sample: Sample) {
    number += 1;
    tampered((original.value as SampleSink["end"]).bind(this), sample, number);
  };
  return () => void Object.defineProperty(Recorder.prototype, "end", original);
}
