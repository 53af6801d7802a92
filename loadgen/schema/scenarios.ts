export const builtInScenarios = ["boutique", "get", "iot", "rest"] as const;
export type BuiltInScenario = (typeof builtInScenarios)[number];

export function isBuiltIn(name: string): name is BuiltInScenario {
  return builtInScenarios.some((each) => each === name);
}
