import { messageOf } from "../../base/errors.ts";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { LoadError } from "../errors.ts";
import type { ParsedSpec } from "../schema/spec.ts";
import type { BuiltInScenario } from "../schema/fields.ts";
import type { Scenario, ScenarioModule } from "./scenario.ts";

export interface ScenarioRequest {
  /** A built-in scenario's name, or a module's path, relative to the working directory. */
  name: string;
  target: URL;
  options: Readonly<Record<string, unknown>>;
}

export function scenarioOf(spec: ParsedSpec): ScenarioRequest {
  return { name: spec.scenario, target: new URL(spec.target), options: spec.scenarioOptions };
}

/** Loaded on demand, so that a worker loads no scenario and no schema library that it does not need. */
const BUILT_IN: Record<BuiltInScenario, () => Promise<ScenarioModule>> = {
  boutique: async () => {
    const { boutique } = await import("./boutique.ts");
    return () => boutique;
  },
  get: async () => (await import("./get.ts")).getScenario,
  iot: async () => (await import("./iot.ts")).iotScenario,
  rest: async () => (await import("./rest.ts")).restScenario,
};

/**
 * Makes a scenario, unchecked: `loadScenario` has checked it before workers are asked to.
 * @throws LoadError `LOAD_SCENARIO_INVALID` for a module that can't be loaded or exports nothing; else what it throws itself.
 */
export async function findScenario({ name, target, options }: ScenarioRequest): Promise<Scenario> {
  const make = isBuiltIn(name) ? await BUILT_IN[name]() : await importModule(name);
  return make(target, options);
}

const isBuiltIn = (name: string): name is BuiltInScenario => Object.hasOwn(BUILT_IN, name);

async function importModule(path: string): Promise<ScenarioModule> {
  let module: { default?: unknown };
  try {
    module = (await import(pathToFileURL(resolve(path)).href)) as { default?: unknown };
  } catch (cause) {
    throw invalidScenario(path, [`it can't be loaded: ${messageOf(cause)}`], cause);
  }
  const exported = module.default;
  if (typeof exported === "function") return exported as ScenarioModule;
  if (typeof exported === "object" && exported !== null) return () => exported as Scenario;
  throw invalidScenario(path, ["it has no default export: export a scenario, or a function that makes one"]);
}

export function invalidScenario(name: string, what: readonly string[], cause?: unknown): LoadError {
  const lines = what.map((line) => `  ${line}`).join("\n");
  return new LoadError("LOAD_SCENARIO_INVALID", `The scenario "${name}" can't be used:\n${lines}`, { cause });
}
