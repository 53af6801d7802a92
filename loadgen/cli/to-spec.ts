import { availableParallelism } from "node:os";
import { LOAD_OPTIONS, type LoadOptions, type OptionName, isShape, SHAPES } from "./options.ts";
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
import { spikeShape, stepShape, stressShape, type ShapeStage } from "../schedule/shapes.ts";

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
  return shape === "soak" || shape === "stress" ? "1h" : shape === "spike" ? "3m" : "30s";
}

/** The stages of `--shape`, `undefined` for shapes without stages, and the problems found in its options. */
export function shapeOf(options: LoadOptions): { stages: ShapeStage[] | undefined; problems: string[] } {
  const problems: string[] = [];
  const above0 = (name: string, value: number | string): number => {
    if (typeof value === "number" && value > 0) return value;
    problems.push(`${name}: must be above 0, got ${JSON.stringify(value)}`);
    return 1;
  };
  const period = (name: string, text: string): number => {
    const value = time(text);
    if (typeof value === "number" && value > 0) return value;
    problems.push(`${name}: must be a duration such as 90s or 3m, got ${JSON.stringify(text)}`);
    return 1;
  };
  const whole = (name: string, text: string): number => {
    const value = above0(name, number(text));
    if (!Number.isInteger(value)) problems.push(`${name}: must be a whole number, got ${JSON.stringify(text)}`);
    return Math.ceil(value);
  };
  const durationMs = period("--duration", options.duration ?? defaultDuration(options));
  switch (options.shape) {
    case "steps": {
      const [users, steps] = [whole("--users", options.users), whole("--steps", options.steps ?? "10")];
      const rampMs = period("--ramp", options.ramp ?? "20s");
      const holdMs = period("--hold", options.hold ?? "10s");
      if (steps > users) problems.push(`--steps: must be at most the number of users, ${users}, got ${steps}`);
      return { stages: problems.length > 0 ? undefined : stepShape({ users, steps, rampMs, holdMs }), problems };
    }
    case "stress": {
      const perS = above0("--spawn-rate", number(options.spawnRate ?? "1"));
      if (options.abortOn.length === 0 && options.maxErrorRate === undefined) {
        problems.push("--shape stress: give --abort-on or --max-error-rate too, which end it");
      }
      return { stages: problems.length > 0 ? undefined : stressShape({ perS, durationMs }), problems };
    }
    case "spike": {
      const [users, spikeUsers] = [
        whole("--users", options.users),
        whole("--spike-users", options.spikeUsers ?? "200"),
      ];
      const spawnRatePerS = above0("--spawn-rate", number(options.spawnRate ?? "10"));
      const holdMs = period("--hold", options.hold ?? "30s");
      if (spikeUsers <= users) problems.push(`--spike-users: must be above --users, ${users}, got ${spikeUsers}`);
      const leastMs = Math.ceil((users / spawnRatePerS) * 1000) + holdMs;
      if (durationMs <= leastMs) {
        problems.push(
          `--duration: must be above the ramp and the spike, ${leastMs / 1000} s, got ${durationMs / 1000} s`,
        );
      }
      const shape = { users, spawnRatePerS, spikeUsers, holdMs, durationMs };
      return { stages: problems.length > 0 ? undefined : spikeShape(shape), problems };
    }
    default:
      if (!isShape(options.shape)) problems.push(`--shape: must be one of ${SHAPES.join(", ")}`);
      return { stages: undefined, problems: isShape(options.shape) ? [] : problems };
  }
}
