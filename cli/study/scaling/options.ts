/** The options of `stackmark study scaling`. */
import { parseDurationMs } from "../../../base/duration.ts";
import { parseObjectives, type Objective } from "../../../results/derived/index.ts";
import { CliError } from "../../errors.ts";
import { VARIANTS, type ScalingLoad, type VariantName } from "./plan.ts";

export interface ScalingOptions {
  users: string;
  steps: string;
  ramp: string;
  hold: string;
  slo: string;
  variants?: string;
}

export interface ScalingSettings {
  load: ScalingLoad;
  objectives: Objective[];
  /** `undefined`: all that the stack can have. */
  variants: VariantName[] | undefined;
}

const MAX_USERS = 1_000_000;
const MAX_LOADS = 100;
const MAX_STEPS = 1000;

/** @throws {CliError} OPTION_INVALID with every problem; {ResultsError} RESULTS_BAD_OBJECTIVE */
export function settingsOf({ users, steps, ramp, hold, slo, variants }: ScalingOptions): ScalingSettings {
  const problems: string[] = [];
  const taken = <T>(option: string, text: string, value: T | undefined, must: string): T => {
    if (value === undefined) problems.push(`--${option} ${text}: must be ${must}`);
    return value as T;
  };
  const duration = (option: string, text: string): number =>
    taken(option, text, secondsOf(text), "a duration of at least 1s, such as 30s or 2m");
  const load = {
    users: taken(
      "users",
      users,
      usersOf(users),
      `numbers of users such as 100,200,400, or a range such as 1000..10000:1000, at most ${MAX_LOADS} of them`,
    ),
    steps: taken("steps", steps, countOf(steps, MAX_STEPS), `a whole number from 1 to ${MAX_STEPS}`),
    rampS: duration("ramp", ramp),
    holdS: duration("hold", hold),
  };
  const names = variants?.split(",").map((name) => name.trim());
  for (const name of names ?? [])
    if (!isVariant(name)) problems.push(`--variants ${name}: must be one or more of ${VARIANTS.join(", ")}`);
  if (problems.length > 0) throw new CliError("OPTION_INVALID", problems.join("\n"));
  return { load, objectives: parseObjectives(slo), variants: names?.filter(isVariant) };
}

const isVariant = (name: string): name is VariantName => (VARIANTS as readonly string[]).includes(name);

function countOf(text: string, most: number): number | undefined {
  const value = Number(text);
  return Number.isInteger(value) && value >= 1 && value <= most ? value : undefined;
}

function secondsOf(text: string): number | undefined {
  const ms = parseDurationMs(text);
  return ms !== undefined && ms >= 1000 ? ms / 1000 : undefined;
}

/** `1000..10000:1000`, or a list; from few to many, each once. */
function usersOf(text: string): number[] | undefined {
  const [, from, to, by] = /^(\d+)\.\.(\d+):(\d+)$/.exec(text) ?? [];
  if (from === undefined) return listOf(text.split(",").map((part) => countOf(part, MAX_USERS)));
  const [first, last, step] = [Number(from), Number(to), Number(by)];
  if (step < 1 || last < first || (last - first) / step >= MAX_LOADS) return undefined;
  const count = Math.floor((last - first) / step) + 1;
  return listOf(Array.from({ length: count }, (_, i) => countOf(String(first + i * step), MAX_USERS)));
}

function listOf(all: readonly (number | undefined)[]): number[] | undefined {
  const known = all.filter((value) => value !== undefined);
  if (known.length < all.length || known.length > MAX_LOADS) return undefined;
  return [...new Set(known)].sort((a, b) => a - b);
}
