/** The options of `stackmark load`: those of the specification, and those of the command alone. */
import { Command, Option } from "commander";
import {
  CLOSED_OPTIONS,
  LIMIT_OPTIONS,
  OPEN_OPTIONS,
  RATE_OPTION,
  SCENARIO_OPTIONS,
  SHAPE_OPTIONS,
  THINK_OPTIONS,
  TIME_OPTIONS,
  type LoadOption,
} from "../schema/options/index.ts";

import type { ShapeName } from "../schema/shapes.ts";
import type { ParseOptions } from "../schema/spec.ts";
import { OUTPUT_OPTIONS } from "./output-options.ts";
import { FORMS } from "./values.ts";

const END_OPTIONS = {
  deadline: {
    flags: "--deadline <time>",
    type: "duration",
    description: "Ends the load this long after the command was started, with exit code 3.",
  },
  stopFile: {
    flags: "--stop-file <path>",
    type: "text",
    description: "Ends the load when this file appears, with exit code 105.",
  },
} as const satisfies Record<string, LoadOption>;

const PLAN_OPTIONS = {
  plan: {
    flags: "--plan",
    type: "switch",
    description: "Sends nothing to the target but connections, and says how many workers and machines the load takes.",
  },
} as const satisfies Record<string, LoadOption>;

/** What is sent, by how many, for how long: the options of every command that runs a load. */
const DESCRIBING_OPTIONS = {
  ...SCENARIO_OPTIONS,
  ...TIME_OPTIONS,
  ...CLOSED_OPTIONS,
  ...SHAPE_OPTIONS,
  ...THINK_OPTIONS,
  ...RATE_OPTION,
  ...OPEN_OPTIONS,
  ...LIMIT_OPTIONS,
};

export const LOAD_OPTIONS = {
  ...DESCRIBING_OPTIONS,
  ...PLAN_OPTIONS,
  ...END_OPTIONS,
  ...OUTPUT_OPTIONS,
};

type Table = typeof LOAD_OPTIONS;
export type OptionName = keyof Table;

/** Values of the command line, as text; `parseSpec` checks them all together. */
export type LoadOptions = { [Name in OptionName]: ValueOf<Table[Name]> };

type ValueOf<O> = O extends { type: "switch" }
  ? boolean | undefined
  : O extends { repeatable: true }
    ? string[]
    : O extends { default: unknown } | { commandDefault: unknown }
      ? string
      : string | undefined;

/** `stackmark load` with its options and its help; it runs nothing. */
export function loadCommand(): Command {
  const command = new Command("stackmark load")
    .description("Put load on a URL and measure it; no cloud, no Pulumi.")
    .argument("<url>", "where the load goes: the base URL, or for `get` the URL itself")
    .allowUnknownOption()
    .allowExcessArguments()
    .exitOverride();
  return withOptions(command, LOAD_OPTIONS);
}

/** Adds the options that describe a load, without those that end, show and keep the run of `stackmark load`. */
export const withLoadOptions = (command: Command): Command => withOptions(command, DESCRIBING_OPTIONS);

function withOptions(command: Command, options: Readonly<Record<string, LoadOption>>): Command {
  for (const option of Object.values(options)) command.addOption(commanderOption(option));
  return command;
}

function commanderOption(option: LoadOption): Option {
  const plain = option.description.replaceAll("`", "").replace(/\.$/, "");
  if (option.repeatable) {
    return new Option(option.flags, `${plain}; may be repeated`)
      .argParser((value: string, before: string[]) => [...before, value])
      .default([], "none");
  }
  const { defaultText } = option;
  // In commander's own form.
  const help = defaultText === undefined ? plain : `${plain} (default: ${defaultText.replaceAll("`", "")})`;
  const byDefault = defaultOf(option);
  const plainOption = new Option(option.flags, help);
  return byDefault === undefined ? plainOption : plainOption.default(byDefault, byDefault);
}

/** The default as it would be typed. */
function defaultOf({ type, default: byDefault, commandDefault }: LoadOption): string | undefined {
  if (type !== "duration" || typeof byDefault !== "number") return byDefault?.toString() ?? commandDefault;
  return byDefault % 1000 === 0 ? `${byDefault / 1000}s` : `${byDefault}ms`;
}

/** The table of options in docs/loadgen.md. */
export function optionsTable(): string {
  const rows = Object.values<LoadOption>(LOAD_OPTIONS).map((option) => {
    const description = `${option.description}${option.repeatable ? " May be repeated." : ""}`;
    const cells = [`\`${longFlag(option)}\``, description, option.defaultText ?? defaultOf(option) ?? ""];
    return `| ${cells.join(" | ")} |`.replace(/ {2}\|$/, " |");
  });
  return ["| option | what it does | default |", "| --- | --- | --- |", ...rows].join("\n");
}

function longFlag({ flags }: LoadOption): string {
  return /--[a-z0-9-]+/.exec(flags)![0];
}

/** The flag that sets a field of the specification, for messages. */
export function flagOf(field: string): string {
  if (field === "target") return "<url>";
  const found = Object.entries<LoadOption>(LOAD_OPTIONS).find(([name, option]) => (option.field ?? name) === field);
  return found === undefined ? field : longFlag(found[1]);
}

/** A field of the specification as the user wrote it, for messages; `undefined` where its own value says it. */
export function writtenAs(options: LoadOptions): ParseOptions["writtenAs"] {
  return (field) => {
    const found = Object.entries<LoadOption>(LOAD_OPTIONS).find(([, option]) => option.field === field);
    if (found === undefined) return undefined;
    const [name, { type }] = found;
    const text = options[name as OptionName];
    const form = FORMS[type];
    if (typeof text !== "string" || (form === undefined && type !== "duration")) return undefined;
    return { text, form };
  };
}

const SHAPE_ONLY = ["steps", "ramp", "hold", "spikeUsers"] as const;

/** Options without effect for a shape. */
const UNUSED_BY_SHAPE: Readonly<Record<ShapeName, readonly OptionName[]>> = {
  ramp: SHAPE_ONLY,
  soak: SHAPE_ONLY,
  steps: ["spikeUsers", "spawnRate", "spawn", "duration", "warmUp", "iterations"],
  stress: ["users", ...SHAPE_ONLY, "spawn", "warmUp", "iterations"],
  spike: ["steps", "ramp", "spawn", "warmUp", "iterations"],
};

/** Options that have no effect on the load that the others ask for, each with the reason. */
export function unusedOptions(command: Command): string[] {
  const given = (name: OptionName) => command.getOptionValueSource(name) === "cli";
  const unused = (names: readonly OptionName[], why: string) =>
    names.filter(given).map((name) => `${longFlag(LOAD_OPTIONS[name])} ${why}`);
  const shape = command.getOptionValue("shape") as string;
  const closed = ["users", "spawnRate", "spawn", "iterations", "shape"] as const;
  return [
    ...(given("rate")
      ? unused([...closed, "think", "thinkScale", ...SHAPE_ONLY], "and --rate exclude each other")
      : unused(["arrivals", "pool", "maxDelay", "pace"], "is for the open model: give --rate")),
    ...(given("stages")
      ? unused([...closed, "duration", "warmUp", ...SHAPE_ONLY], "is what --stages says already")
      : Object.hasOwn(UNUSED_BY_SHAPE, shape)
        ? unused(UNUSED_BY_SHAPE[shape as ShapeName], `says nothing for --shape ${shape}`)
        : []),
    ...(given("csv") ? [] : unused(["csvFullHistory", "locustRounding"], "is for CSV files: give --csv")),
  ];
}
