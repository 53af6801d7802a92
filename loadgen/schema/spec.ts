import { z } from "zod";
import { LoadError } from "../errors.ts";
import { commonFields, durationMs, segmentFields, thinkFields } from "./fields.ts";

const userStages = z.array(z.strictObject({ users: z.number().int().min(0).max(1_000_000), ...segmentFields })).min(1);

const closedFields = z.strictObject({
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
  stages: userStages.optional(),
  ...thinkFields,
  ...commonFields,
});

const closedSchema = closedFields.superRefine(checkClosed).transform((spec) => {
  const { stages } = spec;
  if (stages !== undefined) {
    const durationMs = stages.reduce((sum, stage) => sum + stage.overMs, 0);
    const users = Math.max(...stages.map((stage) => stage.users));
    return { ...spec, stages, users, spawnRatePerS: null, durationMs, warmUpMs: 0 };
  }
  const shape = { users: spec.users!, spawnRatePerS: spec.spawnRatePerS!, durationMs: spec.durationMs! };
  return { ...spec, ...shape, stages: null, warmUpMs: spec.warmUpMs ?? leastWarmUpMs({ ...spec, ...shape }) };
});

type ClosedInput = z.output<typeof closedFields>;
const CLOSED_FORM = ["users", "spawnRatePerS", "spawn", "durationMs", "warmUpMs", "iterations"] as const;

/** Either stages or the simple form, whole and possible. */
function checkClosed(spec: ClosedInput, context: z.RefinementCtx): void {
  const addProblem = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
  if (spec.stages !== undefined) {
    for (const key of CLOSED_FORM)
      if (spec[key] !== undefined) addProblem(key, "must not be given together with stages");
    if (Math.max(...spec.stages.map(({ users }) => users)) === 0) addProblem("stages", "must have a user somewhere");
    if (spec.stages.every(({ overMs }) => overMs === 0)) addProblem("stages", "must take some time");
    return;
  }
  for (const key of ["users", "spawnRatePerS", "durationMs"] as const) {
    if (spec[key] === undefined) addProblem(key, "is missing (or give stages)");
  }
  const { users, spawnRatePerS, durationMs } = spec;
  if (users === undefined || spawnRatePerS === undefined || durationMs === undefined) return;
  if (spec.iterations !== undefined && spec.iterations < users) {
    addProblem("iterations", `must be at least the number of users, ${users}`);
  }
  const leastMs = leastWarmUpMs({ ...spec, users, spawnRatePerS });
  if ((spec.warmUpMs ?? leastMs) < leastMs) {
    const why = `${users} users at ${spawnRatePerS}/s take that long to start`;
    addProblem("warmUpMs", `must be at least ${leastMs}: ${why}`);
  }
  const warmUpMs = Math.max(spec.warmUpMs ?? 0, leastMs);
  if (durationMs <= warmUpMs) {
    addProblem("durationMs", `must be more than the warm-up of ${warmUpMs}, or nothing is measured`);
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

const ratePerS = z.number().nonnegative().max(1_000_000);
const rateStages = z.array(z.strictObject({ ratePerS, ...segmentFields })).min(1);

const openFields = z.strictObject({
  /** Tasks start when the schedule says, whether or not earlier ones have ended. */
  model: z.literal("open"),
  /** Arrivals per second, from the start to the end. */
  ratePerS: ratePerS.positive().optional(),
  durationMs: durationMs.optional(),
  /** From the start, not measured. */
  warmUpMs: z.number().nonnegative().optional(),
  /** In place of the three above: to such a rate, over so long, one after the other, from none. */
  stages: rateStages.optional(),
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

const openSchema = openFields.superRefine(checkOpen).transform((spec) => {
  const { stages } = spec;
  const scaled = { ...spec, thinkTimeScale: 0, thinkTime: undefined, iterations: undefined, spawn: undefined };
  if (stages !== undefined) {
    const durationMs = stages.reduce((sum, stage) => sum + stage.overMs, 0);
    return { ...scaled, stages, ratePerS: Math.max(...stages.map((stage) => stage.ratePerS)), durationMs, warmUpMs: 0 };
  }
  const shape = { ratePerS: spec.ratePerS!, durationMs: spec.durationMs!, warmUpMs: spec.warmUpMs ?? 0 };
  return { ...scaled, ...shape, stages: null };
});

function checkOpen(spec: z.output<typeof openFields>, context: z.RefinementCtx): void {
  const addProblem = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
  if (spec.stages !== undefined) {
    for (const key of ["ratePerS", "durationMs", "warmUpMs"] as const) {
      if (spec[key] !== undefined) addProblem(key, "must not be given together with stages");
    }
    if (Math.max(...spec.stages.map((stage) => stage.ratePerS)) === 0)
      addProblem("stages", "must have a rate somewhere");
    if (spec.stages.every(({ overMs }) => overMs === 0)) addProblem("stages", "must take some time");
    return;
  }
  for (const key of ["ratePerS", "durationMs"] as const) {
    if (spec[key] === undefined) addProblem(key, "is missing (or give stages)");
  }
  if (spec.durationMs !== undefined && spec.durationMs <= (spec.warmUpMs ?? 0)) {
    addProblem("durationMs", `must be more than the warm-up of ${spec.warmUpMs}, or nothing is measured`);
  }
}

/** Everything that a load is: what is sent, by how many, for how long. Times are of the load's own, in milliseconds. */
export const loadSpecSchema = z.discriminatedUnion("model", [closedSchema, openSchema]);

export type LoadSpec = z.input<typeof loadSpecSchema>;
/** A checked specification with its defaults filled in. */
export type ParsedSpec = z.output<typeof loadSpecSchema>;

export interface ParseOptions {
  /** What the reader knows a field by, such as its command-line option. */
  nameOf?: (path: string) => string;
  /** Problems found before, to be reported with the others. */
  problems?: readonly string[];
}

/** @throws LoadError `LOAD_SPEC_INVALID`, with every problem: where, what is allowed, and the value that was given. */
export function parseSpec(input: unknown, { nameOf = (path) => path, problems = [] }: ParseOptions = {}): ParsedSpec {
  const parsed = loadSpecSchema.safeParse(input);
  if (parsed.success && problems.length === 0) return parsed.data;
  const issues = parsed.error?.issues ?? [];
  const lines = [...problems, ...issues.map((issue) => describe(issue, input, nameOf))];
  throw new LoadError("LOAD_SPEC_INVALID", `The load can't run as it was asked for:\n${lines.map(indent).join("\n")}`, {
    cause: parsed.error,
  });
}

function indent(line: string): string {
  return `  ${line}`;
}

function describe(issue: z.core.$ZodIssue, input: unknown, nameOf: (path: string) => string): string {
  const [first, ...rest] = issue.path;
  const path = first === undefined ? "(the whole)" : [nameOf(String(first)), ...rest].join(".");
  const value = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | null)?.[key], input);
  return `${path}: ${issue.message}${value === undefined || value === input ? "" : `, got ${JSON.stringify(value)}`}`;
}
