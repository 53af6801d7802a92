import { startTimeOfDay, startTimer } from "../../base/timer.ts";
import { realClock } from "../clock.ts";
import { LoadError } from "../errors.ts";
import { checkLocalAddresses, reachTarget } from "./target.ts";
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
import type { HostAddresses } from "../transport/addresses.ts";
import { Coordinator, type LoadHooks } from "./coordinator.ts";
import { checkLimits, readLimits } from "./limits.ts";
import { prepareWorker, startWorkerProcess, type ReadyWorker, type WorkerLink } from "./worker-process.ts";

/** Delay from the last worker's readiness to the load's start; longer than any message takes to arrive. */
const START_DELAY_US = 100_000;
/** Time for a worker to get ready, in addition to its calibration. */
const READY_LIMIT_MS = 30_000;

/**
 * Runs a load and measures it.
 *
 * It never throws after the first request: `status` and `reasons` of the result say what went wrong.
 * @param input a `LoadSpec`; checked here, with every problem reported at once.
 * @throws LoadError before anything was sent: `LOAD_SPEC_INVALID`, `LOAD_SCENARIO_INVALID`, `LOAD_LIMITS_TOO_LOW`, `LOAD_TARGET_UNRESOLVED`, `LOAD_WORKER_START_FAILED`,
 * `LOAD_WORKER_PROTOCOL`; and the signal's reason if it was aborted by then.
 */
export async function runLoad(input: unknown, hooks: LoadHooks = {}): Promise<LoadOutcome> {
  const spec = parseSpec(input);
  hooks.signal?.throwIfAborted();
  // The workers load the same module, meet the same error and report it.
  using _strays = onStrayErrors(
    (error) => isOfModule(error, spec.scenario),
    () => undefined,
  );
  const scenario = await loadScenario(scenarioOf(spec));
  const { workers: count, localAddresses } = spec;
  const need = { users: planOf(spec).peakUsers, workers: count, localAddresses: localAddresses.length };
  // An open model's pool is a limit, not a need.
  if (spec.model === "closed") checkLimits(need, readLimits());
  // Only the proxy may be able to resolve the target's name.
  const reached = spec.proxy ?? spec.target;
  await checkLocalAddresses(localAddresses);
  const { addresses, rttMs } = await reachTarget(new URL(reached), spec.proxy === undefined ? "target" : "proxy");
  const thinking = spec.model === "closed" && hasThinkTime(spec, scenario);
  const pace = thinking ? "thinking" : "driven";
  const links = Array.from({ length: spec.workers }, () => startWorkerProcess(pace));
  try {
    const workers = await prepareAll(links, spec, addresses, hooks.signal);
    return await runWorkers(
      spec,
      workers,
      {
        rttMs,
        paced: thinking || spec.model === "open",
        calibrations: workers.map(({ calibration }) => calibration),
        clocks: workers,
      },
      hooks,
    );
  } finally {
    for (const link of links) link.kill();
    await Promise.all(links.map((link) => link.ended));
  }
}

/** @throws LoadError `LOAD_WORKER_START_FAILED`, `LOAD_WORKER_PROTOCOL`; the signal's reason */
async function prepareAll(
  links: readonly WorkerLink[],
  spec: ParsedSpec,
  addresses: Record<string, HostAddresses>,
  signal: AbortSignal | undefined,
): Promise<ReadyWorker[]> {
  signal?.throwIfAborted();
  const { promise: failed, reject } = Promise.withResolvers<never>();
  const limitMs = READY_LIMIT_MS + spec.calibrationMs;
  const message = `A worker was not ready after ${limitMs / 1000} s: is this machine overloaded?`;
  const limit = startTimer(limitMs, () => reject(new LoadError("LOAD_WORKER_START_FAILED", message)));
  const onAbort = () => reject(signal?.reason as Error);
  signal?.addEventListener("abort", onAbort);
  const share = (index: number) => ({ index, count: links.length });
  const ready = links.map((link, index) => prepareWorker(link, { spec, share: share(index), addresses }));
  try {
    return await Promise.race([Promise.all(ready), failed]);
  } finally {
    limit.cancel();
    signal?.removeEventListener("abort", onAbort);
  }
}

async function runWorkers(
  spec: ParsedSpec,
  workers: readonly ReadyWorker[],
  known: Pick<BuildInput, "rttMs" | "paced" | "calibrations" | "clocks">,
  hooks: LoadHooks,
): Promise<LoadOutcome> {
  const plan = planOf(spec);
  const startUs = realClock.nowUs() + START_DELAY_US;
  const timeOfDay = startTimeOfDay();
  const startedAt = new Date(timeOfDay() + START_DELAY_US / 1000);
  const load = new Coordinator({ spec, plan, workers, startUs, startedAt, hooks });
  const { hookFailure, ...conducted } = await load.run();
  const outcome = buildOutcome({ spec, plan, startedAt, endedAt: new Date(timeOfDay()), ...known, ...conducted });
  return { ...outcome, hookFailure };
}

function hasThinkTime(spec: ParsedSpec, scenario: Scenario): boolean {
  return meanThinkMs(spec.thinkTime ?? scenario.thinkTime) * spec.thinkTimeScale > 0;
}
