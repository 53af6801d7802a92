import { Aggregate } from "../../../loadgen/coordinator/aggregate/aggregate.ts";
import { buildOutcome, type BuildInput } from "../../../loadgen/coordinator/result/build.ts";
import { headlineOf } from "../../../loadgen/coordinator/result/statistics.ts";
import type { Ending } from "../../../loadgen/coordinator/result/status.ts";
import type { WorkerSecond } from "../../../loadgen/measure/second.ts";
import { planOf } from "../../../loadgen/schedule/plan.ts";
import type { LoadOutcome } from "../../../loadgen/schema/outcome.ts";
import type { ParsedSpec } from "../../../loadgen/schema/spec.ts";

/** The outcome of a load of one worker, from what the worker sent; it ran to its end unless `more` says otherwise. */
export function outcomeOf(
  spec: ParsedSpec,
  seconds: readonly WorkerSecond[],
  inFlightAtEnd: number,
  more: Omit<Partial<BuildInput>, "ending"> & { ending?: Partial<Ending>; stoppedAtMs?: number | undefined } = {},
): LoadOutcome {
  const { stoppedAtMs, ending, ...rest } = more;
  const plan = planOf(spec);
  const aggregate = new Aggregate(plan.segments, headlineOf(spec.model));
  for (const second of seconds) aggregate.add(0, second);
  return buildOutcome({
    ...{ spec: { ...spec, workers: 1 }, plan, aggregate, inFlightAtEnd },
    ...{
      startedAt: new Date(0),
      endedAt: new Date(30_000),
      missingSeconds: 0,
      roundTripsMs: [],
      roundTripsAfterMs: [],
    },
    ...{ paced: true, workers: [], isPool: false },
    ending: {
      stoppedAtMs,
      finishedAtMs: undefined,
      stopReason: undefined,
      lostWorkers: [],
      lateWorkers: [],
      lateStops: [],
      scenarioFailure: undefined,
      ...ending,
    },
    ...rest,
  });
}
