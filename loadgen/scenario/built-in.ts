import { boutique } from "./boutique.ts";
import { getScenario } from "./get.ts";
import type { Scenario } from "./scenario.ts";

export const builtInScenarios = ["boutique", "get"] as const;
export type BuiltInScenario = (typeof builtInScenarios)[number];

export function builtInScenario(name: BuiltInScenario, target: URL): Scenario {
  switch (name) {
    case "boutique":
      return boutique;
    case "get":
      return getScenario(target);
  }
}
