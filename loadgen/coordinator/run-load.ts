import { startTimeOfDay, startTimer } from "../../base/timer.ts";
import { realClock } from "../clock.ts";
import { LoadError } from "../errors.ts";
import { reachFrom } from "../transport/reach.ts";
import { checkLocalAddresses } from "./local-addresses.ts";
import { buildOutcome, type BuildInput } from "./result/build.ts";
import type { LoadOutcome } from "../schema/outcome.ts";
import { scenarioOf } from "../scenario/find.ts";
import { loadScenario } from "../scenario/load.ts";
import { isOfModule } from "../scenario/code-error.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { onStrayErrors } from "../scenario/stray-error.ts";
import { planOf } from "../schedule/plan.ts";
import { meanThinkMs } from "../schedule/think-time.ts";
import { parseSpec, type ParsedSpec } from "../schema/spec.ts";
import type { UserPace } from "../schema/worker-command.ts";
import type { HostAddresses } from "../transport/addresses.ts";
import { Coordinator, type LoadHooks } from "./coordinator.ts";
import { checkLimits, readLimits } from "../worker/limits.ts";
import { compareClocks, prepareWorker, type ReadyWorker } from "./prepare-worker.ts";
import { linkTo, type WorkerLink } from "./worker-link.ts";
import { startWorkerProcess } from "./worker-process.ts";
import type { WorkerSource } from "./worker-source.ts";

/** Delay from the last worker's readiness to the load's start; with the trips there and back, longer than any message takes. */
const START_DELAY_US = 100_000;
const TRIPS_BEFORE_START = 5;
/** Time for a worker to get ready, in addition to its calibration. */
const READY_LIMIT_MS = 30_000;

/**
 * Runs a load and measures it.
 *
 * It never throws after the first request: `status` and `reasons` of the result say what went wrong.
 * @param input a `LoadSpec`; checked here, with every problem reported at once.
 * @param pool workers on other machines or in pods, which are then all of the load's; default: processes of this machine
 * @throws LoadError before anything was sent: `LOAD_SPEC_INVALID`, `LOAD_SCENARIO_INVALID`, `LOAD_LIMITS_TOO_LOW`, `LOAD_TARGET_UNRESOLVED`, `LOAD_WORKER_START_FAILED`,
 * `LOAD_WORKER_PROTOCOL`; and the signal's reason if it was aborted by then.
 */
export async function runLoad(
  input: unknown,
  hooks: LoadHooks = {},
  pool?: readonly WorkerSource[],
): Promise<LoadOutcome> {
  // Those of a pool run already: they are ended whatever comes.
  const links = (pool ?? []).map((source) => linkTo(source));
  try {
    const spec = { ...parseSpec(input), ...(pool && { workers: pool.length }) };
    hooks.signal?.throwIfAborted();
    // The workers load the same module, meet the same error and report it.
    using _strays = onStrayErrors(
      (error) => isOfModule(error, spec.scenario),
      () => undefined,
    );
    const scenario = await loadScenario(scenarioOf(spec));
    const reached = pool === undefined ? await reachFromHere(spec) : undefined;
    const thinking = spec.model === "closed" && thinkMsOf(spec, scenario) > 0;
    if (pool === undefined)
      links.push(...processes(spec.workers, thinking ? "thinking" : "driven").map((source) => linkTo(source)));
    const workers = await prepareAll(links, spec, reached?.addresses ?? null, hooks.signal);
    const roundTripsMs = reached?.roundTripsMs ?? workers.flatMap((worker) => worker.roundTripsMs);
    return await runWorkers(
      spec,
      workers,
      { roundTripsMs, paced: thinking || spec.model === "open", workers, isPool: pool !== undefined },
      hooks,
    );
  } finally {
    for (const link of links) link.kill();
    await Promise.all(links.map((link) => link.ended));
  }
}

const processes = (count: number, pace: UserPace): WorkerSource[] =>
  Array.from({ length: count }, (_, index) => startWorkerProcess(pace, `${index + 1} of ${count}`));

/** Checks what this machine can do, and resolves the target's name for all workers on it. */
async function reachFromHere(spec: ParsedSpec) {
  const { workers, localAddresses } = spec;
  const need = { users: planOf(spec).peakUsers, workers, localAddresses: localAddresses.length };
  // An open model's pool is a limit, not a need.
  if (spec.model === "closed") checkLimits(need, readLimits());
  await checkLocalAddresses(localAddresses);
  return reachFrom(spec);
}

/** @throws LoadError `LOAD_WORKER_START_FAILED`, `LOAD_WORKER_PROTOCOL`; the signal's reason */
async function prepareAll(
  links: readonly WorkerLink[],
  spec: ParsedSpec,
  addresses: Record<string, HostAddresses> | null,
  signal: AbortSignal | undefined,
): Promise<ReadyWorker[]> {
  signal?.throwIfAborted();
  const { promise: failed, reject } = Promise.withResolvers<never>();
  const limitMs = READY_LIMIT_MS + spec.calibrationMs;
  const waiting = new Set(links.map(({ place }) => place.name));
  const limit = startTimer(limitMs, () => {
    const message = `Not ready after ${limitMs / 1000} s: worker ${[...waiting].join(", ")}. Is its machine overloaded?`;
    reject(new LoadError("LOAD_WORKER_START_FAILED", message));
  });
  const onAbort = () => reject(signal?.reason as Error);
  signal?.addEventListener("abort", onAbort);
  const share = (index: number) => ({ index, count: links.length });
  const ready = links.map(async (link, index) => {
    const own = { ...spec, scenario: link.scenario ?? spec.scenario };
    const worker = await prepareWorker(link, { spec: own, share: share(index), addresses });
    waiting.delete(link.place.name);
    return worker;
  });
  try {
    const prepared = Promise.all(ready);
    return await Promise.race([prepared.then((workers) => Promise.all(workers.map(compareClocks))), failed]);
  } finally {
    limit.cancel();
    signal?.removeEventListener("abort", onAbort);
  }
}

async function runWorkers(
  spec: ParsedSpec,
  workers: readonly ReadyWorker[],
  known: Pick<BuildInput, "roundTripsMs" | "paced" | "workers" | "isPool">,
  hooks: LoadHooks,
): Promise<LoadOutcome> {
  const plan = planOf(spec);
  const tripUs = 2 * Math.max(...workers.map(({ offsetBoundUs }) => offsetBoundUs));
  const delayUs = START_DELAY_US + TRIPS_BEFORE_START * tripUs;
  const startUs = realClock.nowUs() + delayUs;
  const timeOfDay = startTimeOfDay();
  const startedAt = new Date(timeOfDay() + delayUs / 1000);
  const load = new Coordinator({ spec, plan, workers, startUs, startedAt, hooks });
  const { hookFailure, ...conducted } = await load.run();
  const outcome = buildOutcome({ spec, plan, startedAt, endedAt: new Date(timeOfDay()), ...known, ...conducted });
  return { ...outcome, hookFailure };
}

/** Of a user, on average; 0: users send as fast as answers or a schedule come. */
export function thinkMsOf(spec: ParsedSpec, scenario: Scenario): number {
  return meanThinkMs(spec.thinkTime ?? scenario.thinkTime) * spec.thinkTimeScale;
}
