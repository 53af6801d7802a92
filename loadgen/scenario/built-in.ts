import { z } from "zod";
import { boutique } from "./boutique.ts";
import { getScenario } from "./get.ts";
import { iotScenario } from "./iot.ts";
import { restScenario } from "./rest.ts";
import type { ScenarioModule } from "./scenario.ts";

export const builtInScenarios = ["boutique", "get", "iot", "rest"] as const;
export type BuiltInScenario = (typeof builtInScenarios)[number];

export const builtIn: Record<BuiltInScenario, ScenarioModule> = {
  boutique: () => boutique,
  get: getScenario,
  iot: iotScenario,
  rest: restScenario,
};

export function isBuiltIn(name: string): name is BuiltInScenario {
  return builtInScenarios.some((each) => each === name);
}

/** A built-in scenario's name, or a module's path, which a dot or slash tells apart. */
export const scenarioNameSchema = z
  .string()
  .refine(
    (name) => isBuiltIn(name) || /[./\\]/.test(name),
    `must be one of ${builtInScenarios.join(", ")}, or the path of a module such as ./shop.ts`,
  );
