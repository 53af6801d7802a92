import type { Scenario } from "./scenario.ts";

/** One URL, over and over, without think time: as many requests as each user's connection carries. */
export function getScenario(target: URL): Scenario {
  const path = `${target.pathname}${target.search}`;
  const request = { name: target.pathname };
  return {
    name: "get",
    thinkTime: { kind: "none" },
    state: () => undefined,
    tasks: [{ name: "get", weight: 1, run: (user) => user.get(path, request) }],
  };
}
