import type { Scenario } from "./scenario.ts";

/** Requests one URL repeatedly without think time, as fast as each user's connection allows. */
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
