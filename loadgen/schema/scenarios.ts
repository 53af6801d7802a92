export const BUILT_IN_SCENARIOS = ["boutique", "get", "iot", "rest"] as const;
export type BuiltInScenario = (typeof BUILT_IN_SCENARIOS)[number];

export function isBuiltIn(name: string): name is BuiltInScenario {
  return BUILT_IN_SCENARIOS.some((each) => each === name);
}
