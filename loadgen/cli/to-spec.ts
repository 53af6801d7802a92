import { availableParallelism } from "node:os";
import { LOAD_OPTIONS, type LoadOptions, type OptionName } from "./options.ts";
import { defaultDuration, shapeOf } from "./shape.ts";
import {
  CLOSED_OPTIONS,
  LIMIT_OPTIONS,
  OPEN_OPTIONS,
  SCENARIO_OPTIONS,
  THINK_OPTIONS,
  type LoadOption,
} from "../schema/options/index.ts";
import { readValue, stages } from "./values.ts";

/** The specification that the options ask for. What is no number or duration stays text, for its check to name. */
export function toSpec(url: string, options: LoadOptions): Record<string, unknown> {
  const { threshold, abortOn, http2, insecure } = options;
  return {
    target: url,
    ...fields(options, [...names(SCENARIO_OPTIONS), ...names(LIMIT_OPTIONS)]),
    thresholds: [...threshold, ...abortOn.map((condition) => ({ threshold: condition, abortOnFail: true }))],
    protocol: http2 === true ? "h2" : undefined,
    tlsVerify: insecure !== true,
    ...(options.workers === undefined ? { workers: defaultWorkers(options) } : {}),
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

/** With stages, `--rate` only says that their levels are arrivals per second. */
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

/** One per core, but none without a user of its own. */
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
