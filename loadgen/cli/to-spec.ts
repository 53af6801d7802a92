import { availableParallelism } from "node:os";
import { flagOf, LOAD_OPTIONS, type LoadOptions, type OptionName } from "./options.ts";
import {
  CLOSED_OPTIONS,
  LIMIT_OPTIONS,
  OPEN_OPTIONS,
  SCENARIO_OPTIONS,
  THINK_OPTIONS,
  type LoadOption,
} from "../schema/options/index.ts";
import { conditionsOf } from "./conditions.ts";
import { readValue, stages, number, time, withScheme } from "./values.ts";
import {
  SHAPE_DEFAULTS,
  SHAPES,
  shapeProblems,
  shapeStages,
  type Shape,
  type ShapeName,
  type ShapeStage,
} from "../schema/shapes.ts";

/** Builds the specification from the options. Values that cannot be read stay text, so that `parseSpec` reports them. */
export function toSpec(url: string, options: LoadOptions): Record<string, unknown> {
  const { http2, insecure, proxy } = options;
  return {
    target: withScheme(url),
    workers: defaultWorkers(options),
    ...fields(options, [...names(SCENARIO_OPTIONS), ...names(LIMIT_OPTIONS)]),
    thresholds: conditionsOf(options).flatMap(({ text, parsed, abortOnFail }) =>
      // The others are among the problems already.
      typeof parsed === "string" ? [] : [{ threshold: text, abortOnFail }],
    ),
    proxy: proxy === undefined ? undefined : withScheme(proxy),
    protocol: http2 === true ? "h2" : undefined,
    tlsVerify: insecure !== true,
    ...(options.rate === undefined ? closed(options) : open(options)),
  };
}

function closed(options: LoadOptions): Record<string, unknown> {
  return { model: "closed", ...closedLevels(options), ...fields(options, names(THINK_OPTIONS)) };
}

function closedLevels(options: LoadOptions): Record<string, unknown> {
  if (options.stages !== undefined) return { stages: stages(options.stages, "users") };
  const { stages: shaped } = shapeOf(options);
  if (shaped !== undefined) return { stages: shaped };
  const spawnRate = options.spawnRate ?? "10";
  return { ...fields({ ...options, spawnRate }, names(CLOSED_OPTIONS)), ...times(options) };
}

/** With stages, `--rate` only means that their levels are arrivals per second. */
function open(options: LoadOptions): Record<string, unknown> {
  const levels =
    options.stages === undefined
      ? { ...fields(options, ["rate"]), ...times(options) }
      : { stages: stages(options.stages, "ratePerS") };
  return { model: "open", ...levels, ...fields(options, names(OPEN_OPTIONS)) };
}

function times(options: LoadOptions): Record<string, unknown> {
  const { duration = defaultDuration(options) } = options;
  return fields({ ...options, duration }, ["duration", "warmUp"]);
}

/** One worker per core, but not more workers than users. */
function defaultWorkers({ rate, users, stages: staged, shape }: LoadOptions): number {
  const own = rate !== undefined || staged !== undefined || shape !== "ramp" ? Infinity : Number(users);
  return Math.max(1, Math.min(availableParallelism(), Number.isInteger(own) || own === Infinity ? own : 1));
}

const names = <Name extends OptionName>(options: Readonly<Record<Name, unknown>>): Name[] =>
  Object.keys(options) as Name[];

/** The fields that these options set, where they are given. */
function fields(options: LoadOptions, of: readonly OptionName[]): Record<string, unknown> {
  return Object.fromEntries(
    of.flatMap((name) => {
      const { type, field } = LOAD_OPTIONS[name] as LoadOption;
      const value = options[name];
      return field === undefined || value === undefined ? [] : [[field, readValue(type, value)]];
    }),
  );
}

/** Default of `--duration`. */
export function defaultDuration({ shape, iterations }: LoadOptions): string {
  if (iterations !== undefined) return "10m";
  return `${SHAPE_DEFAULTS[isShape(shape) ? shape : "ramp"].durationMs}ms`;
}

const isShape = (name: string): name is ShapeName => SHAPES.some((each) => each === name);

/** Numbers that a shape is made of, besides the duration. */
const NUMBERS: Readonly<Record<ShapeName, readonly (keyof Shape)[]>> = {
  ramp: [],
  soak: [],
  steps: ["users", "steps", "rampMs", "holdMs"],
  stress: ["spawnRatePerS"],
  spike: ["users", "spikeUsers", "spawnRatePerS", "holdMs"],
};

/** The options of numbers that the specification has no field for. */
const OPTION_OF: Partial<Record<keyof Shape, OptionName>> = { rampMs: "ramp", holdMs: "hold" };

const optionOf = (field: keyof Shape): string => flagOf(OPTION_OF[field] ?? field);

/** The stages of `--shape`, `undefined` for shapes without stages, and the problems found in its options. */
export function shapeOf(options: LoadOptions): { stages: ShapeStage[] | undefined; problems: string[] } {
  const { shape } = options;
  if (!isShape(shape)) return { stages: undefined, problems: [`--shape: must be one of ${SHAPES.join(", ")}`] };
  const needed = NUMBERS[shape];
  if (needed.length === 0) return { stages: undefined, problems: [] };
  const { numbers, problems } = numbersOf(options, [...needed, ...(shape === "steps" ? [] : ["durationMs" as const])]);
  if (shape === "stress" && !isEnded(options)) {
    problems.push("--shape stress: give --abort-on, --max-error-rate or --max-latency too, which end it");
  }
  const own: Shape = { shape, ...SHAPE_DEFAULTS[shape], ...numbers };
  if (problems.length === 0)
    problems.push(...shapeProblems(own, optionOf).map(({ field, message }) => `${optionOf(field)}: ${message}`));
  return { stages: problems.length > 0 ? undefined : shapeStages(own), problems };
}

const isEnded = ({ abortOn, maxErrorRate, maxLatency }: LoadOptions): boolean =>
  abortOn.length > 0 || maxErrorRate !== undefined || maxLatency !== undefined;

/** The numbers that were given, and what is wrong with each by itself. */
function numbersOf(options: LoadOptions, fields: readonly (keyof Shape)[]) {
  const texts: Partial<Record<keyof Shape, string | undefined>> = {
    users: options.users,
    spawnRatePerS: options.spawnRate,
    steps: options.steps,
    rampMs: options.ramp,
    holdMs: options.hold,
    spikeUsers: options.spikeUsers,
    durationMs: options.duration ?? defaultDuration(options),
  };
  const numbers: Partial<Record<keyof Shape, number>> = {};
  const problems: string[] = [];
  for (const field of fields) {
    const text = texts[field];
    if (text === undefined) continue;
    const value = field.endsWith("Ms") ? time(text) : number(text);
    const isWhole = field === "users" || field === "steps" || field === "spikeUsers";
    if (typeof value === "number" && value > 0 && (!isWhole || Number.isInteger(value))) numbers[field] = value;
    else problems.push(`${optionOf(field)}: ${formOf(field, value, isWhole)}, got ${JSON.stringify(text)}`);
  }
  return { numbers: numbers as Partial<Omit<Shape, "shape">>, problems };
}

function formOf(field: keyof Shape, value: number | string, isWhole: boolean): string {
  if (field.endsWith("Ms")) return "must be a duration such as 90s or 3m";
  return isWhole && typeof value === "number" && value > 0 ? "must be a whole number" : "must be above 0";
}
