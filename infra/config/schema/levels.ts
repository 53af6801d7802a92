/** The levels of a load: constant, or of a shape or stages that change; in the closed or the open model. */
import {
  CLOSED_OPTIONS,
  objectiveField,
  OPEN_OPTIONS,
  RATE_OPTION,
  segmentFields,
  SHAPE_DEFAULTS,
  SHAPE_OPTIONS,
  SHAPES,
  TIME_OPTIONS,
  type Shape,
  type ShapeName,
} from "@stackmark/loadgen/schema";
import { z } from "zod";
import { canonicalJson } from "../../../base/digest.ts";
import { name } from "./names.ts";

const { users, spawnRate } = CLOSED_OPTIONS;
const { steps, ramp, hold, spikeUsers } = SHAPE_OPTIONS;
const { duration } = TIME_OPTIONS;

const SHORTEST_CELL_S = 1;
const LONGEST_WINDOW_S = 3600;
/** Over which an objective must fail to end a load. */
export const DEFAULT_WINDOW_S = 10;

/** Bounds in seconds for an option that has them in milliseconds. */
export function inSeconds({ minValue, maxValue }: z.ZodNumber): z.ZodNumber {
  const atLeast = z.number().min((minValue ?? 0) / 1000);
  return maxValue === null || !Number.isFinite(maxValue) ? atLeast : atLeast.max(maxValue / 1000);
}

const stageSchema = z.strictObject({
  overS: inSeconds(segmentFields.overMs).describe("Time to reach the target, in seconds; 0 reaches it at once."),
  users: z.int().min(0).max(1_000_000).optional().describe("Target of the closed model."),
  ratePerS: z.number().min(0).max(1_000_000).optional().describe("Target of the open model, in arrivals per second."),
  name: segmentFields.name.describe("Name of the segment. Default: its kind."),
  kind: segmentFields.kind.describe("Kind of the segment. Default: by its slope; a first rise is the warm-up."),
});

export const objectives = z.array(objectiveField).min(1).max(10);

export const levelSchema = z.strictObject({
  name: name.describe("Name of the level, unique in the stack."),
  users: users.schema.optional().describe(users.description),
  spawnRatePerS: spawnRate.schema
    .optional()
    .describe("Users started per second. Shape `stress`: users added per second, by default 1."),
  ratePerS: RATE_OPTION.rate.schema.optional().describe(RATE_OPTION.rate.description),
  arrivals: OPEN_OPTIONS.arrivals.schema
    .optional()
    .describe("Open model: `even` (default), or `poisson` for random arrivals of independent users."),
  durationS: inSeconds(duration.schema)
    .min(SHORTEST_CELL_S)
    .optional()
    .describe(
      "Time from the first request to the last, in seconds. Default: 180; shapes `soak` and `stress` 3600. With a tool: the longest time that it may take.",
    ),
  shape: z
    .enum(SHAPES)
    .optional()
    .describe("Load that changes: `steps`, `stress` or `spike`; `soak` is a long constant load. Default: constant."),
  steps: steps.schema.optional().describe("Shape `steps`: number of steps. Default: 10."),
  rampS: inSeconds(ramp.schema)
    .positive()
    .optional()
    .describe("Shape `steps`: duration of all steps together. Default: 20."),
  holdS: inSeconds(hold.schema)
    .positive()
    .optional()
    .describe("Shape `steps`: how long all users stay (default: 10). Shape `spike`: its duration (default: 30)."),
  spikeUsers: spikeUsers.schema.optional().describe("Shape `spike`: users during the spike. Default: 200."),
  stages: z
    .array(stageSchema)
    .min(1)
    .max(100)
    .optional()
    .describe("Stages of a load of your own, one after the other, starting from nothing."),
  objectives: objectives.optional().describe("Instead of `load.objectives`."),
  endAtLimit: z
    .boolean()
    .optional()
    .describe(
      "Ends a load that changes as soon as an objective fails over `windowS`; that load is then its result. Default: `true` for `stress`.",
    ),
  windowS: z
    .number()
    .min(1)
    .max(LONGEST_WINDOW_S)
    .optional()
    .describe(
      `Seconds over which an objective must fail to end a load; at most the level's duration. Default: ${DEFAULT_WINDOW_S}.`,
    ),
});

export type LevelConfig = z.infer<typeof levelSchema>;

export const DEFAULT_LEVELS: LevelConfig[] = [
  { name: "low", users: 10, spawnRatePerS: 2, durationS: 180 },
  { name: "medium", users: 50, spawnRatePerS: 5, durationS: 180 },
  { name: "high", users: 200, spawnRatePerS: 10, durationS: 180 },
];

/** What a level is, by its keys. */
export type LevelKind = "constant" | "open" | "stages" | "soak" | "steps" | "spike" | "stress";

export function kindOf({ stages, ratePerS, shape }: { [K in "stages" | "ratePerS" | "shape"]?: unknown }): LevelKind {
  if (stages !== undefined) return "stages";
  if (ratePerS !== undefined) return "open";
  return shape === "soak" || shape === "steps" || shape === "spike" || shape === "stress" ? shape : "constant";
}

type Key = keyof LevelConfig;

/** Keys that a kind of level needs, and those that it may have besides `name`, `objectives` and `windowS`. */
export const KEYS_OF: Readonly<Record<LevelKind, { needed: readonly Key[]; optional: readonly Key[] }>> = {
  constant: { needed: ["users", "spawnRatePerS"], optional: ["durationS", "shape"] },
  open: { needed: ["ratePerS"], optional: ["durationS", "arrivals"] },
  stages: { needed: ["stages"], optional: ["arrivals", "endAtLimit"] },
  soak: { needed: ["users"], optional: ["spawnRatePerS", "durationS", "shape"] },
  steps: { needed: ["users"], optional: ["steps", "rampS", "holdS", "shape", "endAtLimit"] },
  spike: { needed: ["users"], optional: ["spawnRatePerS", "spikeUsers", "holdS", "durationS", "shape", "endAtLimit"] },
  stress: { needed: [], optional: ["spawnRatePerS", "durationS", "shape", "endAtLimit"] },
};

const CONSTANT_S = 180;
/** Longest time of a tool whose file decides how long it runs. */
const SCRIPT_S = 3600;

export function durationSOf(
  level: Pick<LevelConfig, "durationS" | "stages" | "rampS" | "holdS"> & { shape?: unknown },
) {
  const kind = kindOf(level);
  if (level.stages) return level.stages.reduce((sum, { overS }) => sum + overS, 0);
  if (kind === "steps") {
    const { rampMs, holdMs } = SHAPE_DEFAULTS.steps;
    return (level.rampS ?? rampMs / 1000) + (level.holdS ?? holdMs / 1000);
  }
  const isShaped = kind === "soak" || kind === "spike" || kind === "stress";
  return level.durationS ?? (isShaped ? SHAPE_DEFAULTS[kind].durationMs / 1000 : CONSTANT_S);
}

/** The keys of a level that are numbers of its shape. */
export const SHAPE_KEYS = {
  users: "users",
  spawnRatePerS: "spawnRatePerS",
  steps: "steps",
  rampMs: "rampS",
  holdMs: "holdS",
  spikeUsers: "spikeUsers",
  durationMs: "durationS",
} as const satisfies Partial<Record<keyof Shape, Key>>;

/** The numbers of a level's shape, with their defaults. */
export function shapeOf(
  level: Pick<LevelConfig, (typeof SHAPE_KEYS)[keyof typeof SHAPE_KEYS]>,
  shape: ShapeName,
): Shape {
  const given = Object.entries(SHAPE_KEYS).flatMap(([field, key]) => {
    const value = level[key];
    return value === undefined ? [] : [[field, field.endsWith("Ms") ? 1000 * value : value]];
  });
  return { shape, ...SHAPE_DEFAULTS[shape], ...(Object.fromEntries(given) as Partial<Shape>) };
}

const SCRIPT = { name: "script", durationS: SCRIPT_S };

/** The levels of a load. With a tool, the default is one level, whose load the file decides. */
export function levelsOf<L extends { name: string }>(load: {
  tool?: unknown;
  levels: readonly L[];
}): readonly (L | typeof SCRIPT)[] {
  const isDefault = canonicalJson(load.levels) === canonicalJson(DEFAULT_LEVELS);
  return load.tool === undefined || !isDefault ? load.levels : [SCRIPT];
}
