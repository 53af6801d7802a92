/** Arguments and configuration files of `k3s server` and `k3s agent`. */
import { LabError } from "../../../errors.ts";
import { log } from "../log.ts";
import { PATHS } from "../paths.ts";
import { readConfigFiles } from "./config-file.ts";
import { absentFlags, flagsOf, type Flag, type Verb } from "./flags.ts";

/** What was set, by flag: each value in order. */
export type Values = ReadonlyMap<string, readonly string[]>;

const fail = (message: string): never => {
  throw new LabError("LAB_K3S_REFUSED", message);
};

function split(arg: string): { name: string; value: string | undefined } {
  const [, name, value] = arg.match(/^--?([^=]+)(?:=(.*))?$/s) ?? [];
  return name === undefined ? fail(`${arg} is not a flag.`) : { name, value };
}

const find = (flags: readonly Flag[], name: string): Flag | undefined =>
  flags.find((flag) => flag.name === name || flag.short === name);

/** K3s only warns of unknown keys in its files, and ignores them; so one misspelt there has no effect. */
function known(verb: Verb, args: readonly string[], warn: (message: string) => void): string[] {
  const [flags, absent] = [flagsOf(verb), absentFlags(verb)];
  return args.filter((arg) => {
    const { name } = split(arg);
    if (find(flags, name) || absent.includes(name)) return true;
    warn(`Unknown flag --${name} found in config.yaml, skipping\n`);
    return false;
  });
}

function parse(verb: Verb, args: readonly string[], values: Map<string, string[]>): void {
  const flags = flagsOf(verb);
  const rest = [...args];
  while (rest.length > 0) {
    const { name, value } = split(rest.shift()!);
    const flag = find(flags, name);
    if (absentFlags(verb).includes(name)) fail(`The lab's K3s does not have --${name}.`);
    if (!flag) fail(`flag provided but not defined: -${name}`);
    else if (flag.kind === "switch") values.set(flag.name, [value ?? "true"]);
    else {
      const given = value ?? rest.shift() ?? fail(`flag needs an argument: -${name}`);
      values.set(flag.name, flag.kind === "list" ? [...(values.get(flag.name) ?? []), given] : [given]);
    }
  }
}

/**
 * The environment, then the configuration file and its drop-ins, then `args`: a later word replaces an earlier one, and
 * lists grow.
 *
 * @param warn hears of unknown keys in files
 * @throws LabError `LAB_K3S_REFUSED`
 */
export function parseSettings(
  verb: Verb,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  warn: (message: string) => void = log.warn,
): Values {
  const values = new Map<string, string[]>();
  const fromEnvironment = flagsOf(verb).flatMap(({ name, env }) =>
    env !== undefined && environment[env] ? [`--${name}=${environment[env]}`] : [],
  );
  const configFlag = args.findIndex((arg) => /^(--config|-c)(=|$)/.test(arg));
  const inArgs = configFlag < 0 ? undefined : (split(args[configFlag]!).value ?? args[configFlag + 1]);
  const file = inArgs ?? environment.K3S_CONFIG_FILE ?? PATHS.config;
  parse(verb, fromEnvironment, values);
  parse(verb, known(verb, readConfigFiles(file), warn), values);
  parse(verb, args, values);
  return values;
}
