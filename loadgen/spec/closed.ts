import { z } from "zod";
import { commonFields, durationMs, segmentFields, thinkFields } from "./fields.ts";

const stages = z.array(z.strictObject({ users: z.number().int().min(0).max(1_000_000), ...segmentFields })).min(1);

const ramped = z.strictObject({
  /** Each user waits for its answer, thinks, and goes on. */
  model: z.literal("closed"),
  users: z.number().int().min(1).max(1_000_000).optional(),
  /** Users that start per second. */
  spawnRatePerS: z.number().positive().optional(),
  /** One by one, or as Locust starts them: so many together each second. Default: even. */
  spawn: z.enum(["even", "bursts"]).optional(),
  /** The whole load, from the first user's start, ramp included. */
  durationMs: durationMs.optional(),
  /** From the start, not measured; at least the time that all users take to start. Default: that time. */
  warmUpMs: z.number().nonnegative().optional(),
  /**
   * Tasks in all, shared out evenly between the users; the load ends with them, at the latest after its duration.
   * Nothing is left out as warm-up then, unless asked for.
   */
  iterations: z.number().int().min(1).max(1_000_000_000).optional(),
  /** In place of the six above: to so many users, over so long, one after the other, from none. */
  stages: stages.optional(),
  ...thinkFields,
  ...commonFields,
});

export const closedSchema = ramped.superRefine(checkForm).transform((spec) => {
  const { stages } = spec;
  if (stages !== undefined) {
    const durationMs = stages.reduce((sum, stage) => sum + stage.overMs, 0);
    const users = Math.max(...stages.map((stage) => stage.users));
    return { ...spec, stages, users, spawnRatePerS: null, durationMs, warmUpMs: 0 };
  }
  const shape = { users: spec.users!, spawnRatePerS: spec.spawnRatePerS!, durationMs: spec.durationMs! };
  return { ...spec, ...shape, stages: null, warmUpMs: spec.warmUpMs ?? leastWarmUpMs({ ...spec, ...shape }) };
});

type Raw = z.output<typeof ramped>;
const simple = ["users", "spawnRatePerS", "spawn", "durationMs", "warmUpMs", "iterations"] as const;

/** Either stages or the simple form, whole and possible. */
function checkForm(spec: Raw, context: z.RefinementCtx): void {
  const complain = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
  if (spec.stages !== undefined) {
    for (const key of simple) if (spec[key] !== undefined) complain(key, "must not be given together with stages");
    if (Math.max(...spec.stages.map(({ users }) => users)) === 0) complain("stages", "must have a user somewhere");
    if (spec.stages.every(({ overMs }) => overMs === 0)) complain("stages", "must take some time");
    return;
  }
  for (const key of ["users", "spawnRatePerS", "durationMs"] as const) {
    if (spec[key] === undefined) complain(key, "is missing (or give stages)");
  }
  const { users, spawnRatePerS, durationMs } = spec;
  if (users === undefined || spawnRatePerS === undefined || durationMs === undefined) return;
  if (spec.iterations !== undefined && spec.iterations < users) {
    complain("iterations", `must be at least the number of users, ${users}`);
  }
  const leastMs = leastWarmUpMs({ ...spec, users, spawnRatePerS });
  if ((spec.warmUpMs ?? leastMs) < leastMs) {
    const why = `${users} users at ${spawnRatePerS}/s take that long to start`;
    complain("warmUpMs", `must be at least ${leastMs}: ${why}`);
  }
  const warmUpMs = Math.max(spec.warmUpMs ?? 0, leastMs);
  if (durationMs <= warmUpMs) {
    complain("durationMs", `must be more than the warm-up of ${warmUpMs}, or nothing is measured`);
  }
}

interface Ramp {
  users: number;
  spawnRatePerS: number;
  iterations?: number | undefined;
}

function leastWarmUpMs({ users, spawnRatePerS, iterations }: Ramp): number {
  return iterations === undefined ? Math.ceil((users / spawnRatePerS) * 1000) : 0;
}
