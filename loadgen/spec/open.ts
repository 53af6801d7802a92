import { z } from "zod";
import { commonFields, durationMs, segmentFields } from "./fields.ts";

const ratePerS = z.number().nonnegative().max(1_000_000);
const stages = z.array(z.strictObject({ ratePerS, ...segmentFields })).min(1);

const raw = z.strictObject({
  /** Tasks start when the schedule says, whether or not earlier ones have ended. */
  model: z.literal("open"),
  /** Arrivals per second, from the start to the end. */
  ratePerS: ratePerS.positive().optional(),
  durationMs: durationMs.optional(),
  /** From the start, not measured. */
  warmUpMs: z.number().nonnegative().optional(),
  /** In place of the three above: to such a rate, over so long, one after the other, from none. */
  stages: stages.optional(),
  /** Evenly spaced, or at random as independent visitors come. */
  arrivals: z.enum(["even", "poisson"]).default("even"),
  /** Users, so connections, at most at the same time. */
  poolSize: z.number().int().min(1).max(1_000_000).default(1000),
  /** An arrival that can't start within this of its time is dropped, and counted as that. */
  maxDelayMs: z.number().nonnegative().max(3600_000).default(1000),
  /** How due times are met: by timers (to a millisecond), or by polling all the time (finer, takes a whole core). */
  pace: z.enum(["timer", "spin"]).default("timer"),
  ...commonFields,
});

export const openSchema = raw.superRefine(checkForm).transform((spec) => {
  const { stages } = spec;
  const scaled = { ...spec, thinkTimeScale: 0, thinkTime: undefined, iterations: undefined, spawn: undefined };
  if (stages !== undefined) {
    const durationMs = stages.reduce((sum, stage) => sum + stage.overMs, 0);
    return { ...scaled, stages, ratePerS: Math.max(...stages.map((stage) => stage.ratePerS)), durationMs, warmUpMs: 0 };
  }
  const shape = { ratePerS: spec.ratePerS!, durationMs: spec.durationMs!, warmUpMs: spec.warmUpMs ?? 0 };
  return { ...scaled, ...shape, stages: null };
});

function checkForm(spec: z.output<typeof raw>, context: z.RefinementCtx): void {
  const complain = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
  if (spec.stages !== undefined) {
    for (const key of ["ratePerS", "durationMs", "warmUpMs"] as const) {
      if (spec[key] !== undefined) complain(key, "must not be given together with stages");
    }
    if (Math.max(...spec.stages.map((stage) => stage.ratePerS)) === 0) complain("stages", "must have a rate somewhere");
    if (spec.stages.every(({ overMs }) => overMs === 0)) complain("stages", "must take some time");
    return;
  }
  for (const key of ["ratePerS", "durationMs"] as const) {
    if (spec[key] === undefined) complain(key, "is missing (or give stages)");
  }
  if (spec.durationMs !== undefined && spec.durationMs <= (spec.warmUpMs ?? 0)) {
    complain("durationMs", `must be more than the warm-up of ${spec.warmUpMs}, or nothing is measured`);
  }
}
