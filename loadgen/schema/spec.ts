import { z } from "zod";
import { counted } from "../../base/counted.ts";
import { formatDuration } from "../../base/duration.ts";
import { flatIssues, issueText } from "../../base/issues.ts";
import { redactUrl } from "../../base/url.ts";
import { LoadError } from "../errors.ts";
import { segmentFields, targetField, vantageField } from "./fields.ts";
import {
  CLOSED_OPTIONS,
  LIMIT_OPTIONS,
  OPEN_OPTIONS,
  RATE_OPTION,
  SCENARIO_OPTIONS,
  THINK_OPTIONS,
  TIME_OPTIONS,
  fieldsOf,
} from "./options/index.ts";

/** What loads of both models have. `durationMs` and `warmUpMs` count from the start of the load, ramp included. */
const commonFields = {
  target: targetField,
  vantage: vantageField,
  ...fieldsOf(SCENARIO_OPTIONS),
  ...fieldsOf(TIME_OPTIONS),
  ...fieldsOf(LIMIT_OPTIONS),
  /** Identifies the code of a scenario's module; it is recorded, so that loads of different code are told apart. */
  scenarioDigest: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  /** A condition that ends the load is what it was to find: the result is complete, and has a `limit`. */
  findLimit: z.boolean().optional(),
};

const userStages = z.array(z.strictObject({ users: z.number().int().min(0).max(1_000_000), ...segmentFields })).min(1);

const closedFields = z.strictObject({
  /** Each user waits for its answer, thinks, and goes on. */
  model: z.literal("closed"),
  ...fieldsOf(CLOSED_OPTIONS),
  /** In place of users, spawn rate, duration, warm-up and iterations: one after the other, starting without users. */
  stages: userStages.optional(),
  ...fieldsOf(THINK_OPTIONS),
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
  if (users === undefined || spawnRatePerS === undefined || durationMs === undefined || spawnRatePerS <= 0) return;
  if (spec.iterations !== undefined && spec.iterations < users) {
    addProblem("iterations", `must be at least the number of users, ${users}`);
  }
  const leastMs = leastWarmUpMs({ ...spec, users, spawnRatePerS });
  const start = `${counted(users, "user")} at ${spawnRatePerS}/s`;
  if ((spec.warmUpMs ?? leastMs) < leastMs) {
    const why = `${start} take that long to start`;
    addProblem("warmUpMs", `must be at least ${formatDuration(leastMs)}: ${why}`);
  }
  if (durationMs <= leastMs) {
    addProblem("durationMs", `must be longer than the ${formatDuration(leastMs)} in which users start (${start})`);
  } else checkMeasured(spec, addProblem);
}

function checkMeasured(
  { durationMs = Infinity, warmUpMs = 0 }: { durationMs?: number | undefined; warmUpMs?: number | undefined },
  addProblem: (path: string, message: string) => void,
): void {
  if (durationMs > warmUpMs) return;
  addProblem("durationMs", `must be longer than the warm-up of ${formatDuration(warmUpMs)}, or nothing is measured`);
}

interface Ramp {
  users: number;
  spawnRatePerS: number;
  iterations?: number | undefined;
}

function leastWarmUpMs({ users, spawnRatePerS, iterations }: Ramp): number {
  return iterations === undefined ? Math.ceil((users / spawnRatePerS) * 1000) : 0;
}

const rateStages = z
  .array(z.strictObject({ ratePerS: z.number().nonnegative().max(1_000_000), ...segmentFields }))
  .min(1);

const openFields = z.strictObject({
  /** Iterations start when the schedule says, whether or not earlier ones have ended. */
  model: z.literal("open"),
  ...fieldsOf(RATE_OPTION),
  /** In place of rate, duration and warm-up: one after the other, starting from a rate of 0. */
  stages: rateStages.optional(),
  ...fieldsOf(OPEN_OPTIONS),
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
  checkMeasured(spec, addProblem);
}

/** Everything that a load is: what is sent, by how many, for how long. Times are of the load's own, in milliseconds. */
export const loadSpecSchema = z.discriminatedUnion("model", [closedSchema, openSchema]);

export type LoadSpec = z.input<typeof loadSpecSchema>;
/** A checked specification with its defaults filled in. */
export type ParsedSpec = z.output<typeof loadSpecSchema>;

export interface ParseOptions {
  /** What the reader knows a field by, such as its command-line option. */
  nameOf?: (path: string) => string;
  /** The text that the user gave for a field, and what it must look like if no single limit of it says so. */
  writtenAs?: ((field: string) => { text: string; form: string | undefined } | undefined) | undefined;
  /** Problems found before, to be reported with the others. */
  problems?: readonly string[];
}

/** @throws LoadError `LOAD_SPEC_INVALID`, with every problem: where, what is allowed, and the value that was given. */
export function parseSpec(
  input: unknown,
  { nameOf = (path) => path, writtenAs, problems = [] }: ParseOptions = {},
): ParsedSpec {
  const parsed = loadSpecSchema.safeParse(input);
  if (parsed.success && problems.length === 0) return parsed.data;
  const issues = flatIssues(parsed.error?.issues ?? []);
  const lines = new Set([...problems, ...issues.map((issue) => describe(issue, input, { nameOf, writtenAs }))]);
  throw new LoadError(
    "LOAD_SPEC_INVALID",
    `The load cannot run with these options:\n${[...lines].map(indent).join("\n")}`,
    {
      cause: parsed.error,
    },
  );
}

function indent(line: string): string {
  return `  ${line}`;
}

function durationText(issue: z.core.$ZodIssue): string {
  if (issue.code === "too_big") return `must be at most ${formatDuration(Number(issue.maximum))}`;
  if (issue.code === "too_small") return `must be ${issue.inclusive ? "at least" : "longer than"} 0s`;
  return issue.code === "invalid_type" ? "must be a duration such as 90s or 3m" : issueText(issue);
}

/** Fields that may contain a password. */
const URLS = new Set(["target", "proxy"]);

function describe(
  issue: z.core.$ZodIssue,
  input: unknown,
  { nameOf, writtenAs }: { nameOf: (path: string) => string; writtenAs: ParseOptions["writtenAs"] },
): string {
  const [first, ...rest] = issue.path;
  const written = writtenAs?.(String(first));
  if (written !== undefined) {
    return `${nameOf(String(first))}: ${written.form ?? durationText(issue)}, got ${JSON.stringify(written.text)}`;
  }
  const name = nameOf(String(first));
  const path = first === undefined ? "(the whole)" : [name, ...rest].join(".");
  const value = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | null)?.[key], input);
  if (value === undefined || value === input) return `${path}: ${issueText(issue)}`;
  // Options are durations such as 30s, with fields in milliseconds.
  if (typeof value === "number" && name !== first && String(first).endsWith("Ms"))
    return `${path}: ${issueText(issue)}, got ${formatDuration(value)}`;
  const shown = typeof value === "string" && URLS.has(String(first)) ? redactUrl(value) : value;
  return `${path}: ${issueText(issue)}, got ${JSON.stringify(shown)}`;
}
