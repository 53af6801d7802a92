/** What users do, how many there are, and for how long. */
import { z } from "zod";
import { BUILT_IN_SCENARIOS, durationMs, scenarioName, thinkTimeSchema, upToAnHourMs, userCount } from "../fields.ts";
import type { LoadOption } from "./option.ts";

const warmUpMs = z.number().nonnegative();

export const SCENARIO_OPTIONS = {
  scenario: {
    flags: "--scenario <name>",
    type: "text",
    field: "scenario",
    schema: scenarioName,
    required: true,
    description: `What users do: ${BUILT_IN_SCENARIOS.map((name) => `\`${name}\``).join(", ")}, or the path of a module such as \`./shop.ts\`.`,
    commandDefault: "get",
  },
  scenarioOption: {
    flags: "--scenario-option <key=value>",
    type: "scenario-option",
    repeatable: true,
    description: "Option passed to the scenario. The value is parsed as JSON, or else taken as text.",
    field: "scenarioOptions",
    schema: z.record(z.string(), z.json()),
    specDefault: {},
  },
  seed: {
    flags: "--seed <n>",
    type: "number",
    description: "Seed of random numbers. The same seed gives each user the same requests.",
    field: "seed",
    schema: z.number().int().min(0).max(0xffffffff),
    default: 1,
  },
} as const satisfies Record<string, LoadOption>;

/** How long a load takes; `stages` take the place of the others and of users and rate. */
export const TIME_OPTIONS = {
  duration: {
    flags: "-d, --duration <time>",
    type: "duration",
    field: "durationMs",
    schema: durationMs,
    description: "Duration of the whole load: `90s`, `3m`, `1h30m`; a bare number means seconds.",
    defaultText: "30s (some shapes differ)",
  },
  warmUp: {
    flags: "--warm-up <time>",
    type: "duration",
    field: "warmUpMs",
    schema: warmUpMs,
    description: "Time at the start that is not measured.",
    defaultText: "until all users have started",
  },
  stages: {
    flags: "--stages <list>",
    type: "stages",
    description:
      "List of `duration:target[:kind]`, such as `10s:50:warm-up,1m:50,10s:0`. The target is a number of users, or iterations per second with `--rate`. Replaces users, spawn rate, duration and warm-up.",
  },
} as const satisfies Record<string, LoadOption>;

export const CLOSED_OPTIONS = {
  users: {
    flags: "-u, --users <n>",
    type: "number",
    field: "users",
    schema: userCount,
    description: "Number of concurrent users.",
    commandDefault: "10",
  },
  spawnRate: {
    flags: "-r, --spawn-rate <n>",
    type: "number",
    field: "spawnRatePerS",
    schema: z.number().positive(),
    description: "Users started per second.",
    defaultText: "10; `stress`: 1",
  },
  spawn: {
    flags: "--spawn <how>",
    type: "text",
    field: "spawn",
    schema: z.enum(["even", "bursts"]),
    description: "`even`: users start one by one. `bursts`: users start in groups, one group per second, as in Locust.",
    defaultText: "even",
  },
  iterations: {
    flags: "--iterations <n>",
    type: "number",
    field: "iterations",
    schema: z.number().int().min(1).max(1_000_000_000),
    description: "Total number of iterations, divided evenly among the users. The load ends when they are done.",
  },
} as const satisfies Record<string, LoadOption>;

export const THINK_OPTIONS = {
  think: {
    flags: "--think <time>",
    type: "think-time",
    field: "thinkTime",
    schema: thinkTimeSchema,
    description: "Think time: `none`, `2s`, `1s-10s`, `exponential:3s` or `pacing:5s`.",
    defaultText: "the scenario's",
  },
  thinkScale: {
    flags: "--think-scale <x>",
    type: "number",
    description: "Factor for think times; 0 disables them.",
    field: "thinkTimeScale",
    schema: z.number().nonnegative().max(1000),
    default: 1,
  },
} as const satisfies Record<string, LoadOption>;

export const RATE_OPTION = {
  rate: {
    flags: "--rate <n>",
    type: "number",
    field: "ratePerS",
    schema: z.number().positive().max(1_000_000),
    description: "Selects the open model: iterations started per second, however slow the target is.",
  },
} as const satisfies Record<string, LoadOption>;

export const OPEN_OPTIONS = {
  arrivals: {
    flags: "--arrivals <how>",
    type: "text",
    field: "arrivals",
    schema: z.enum(["even", "poisson"]),
    description: "Open model: `even`, or `poisson` for random arrivals of independent users.",
    default: "even",
  },
  pool: {
    flags: "--pool <n>",
    type: "number",
    field: "poolSize",
    schema: userCount,
    default: 1000,
    description: "Open model: maximum number of users, and so of connections.",
  },
  maxDelay: {
    flags: "--max-delay <time>",
    type: "duration",
    field: "maxDelayMs",
    schema: upToAnHourMs,
    default: 1000,
    description: "Open model: an iteration that cannot start within this time is dropped and counted.",
  },
  pace: {
    flags: "--pace <how>",
    type: "text",
    field: "pace",
    schema: z.enum(["timer", "spin"]),
    default: "timer",
    description:
      "Open model: `timer`, or `spin`, which polls the clock from 3 ms before an iteration is due: more precise, but uses up to one core.",
  },
} as const satisfies Record<string, LoadOption>;
