import type { ParsedSpec } from "../schema/spec.ts";
import type { BuiltInScenario } from "../schema/fields.ts";
import { importScenario } from "./module.ts";
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
  const make = isBuiltIn(name) ? await BUILT_IN[name]() : await importScenario(name);
  return make(target, options);
}

export const isBuiltIn = (name: string): name is BuiltInScenario => Object.hasOwn(BUILT_IN, name);
