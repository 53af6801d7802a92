import { z } from "zod";
import type { Scenario } from "./scenario.ts";

const optionsSchema = z.strictObject({});

/** One URL, over and over, without think time: as many requests as each user's connection carries. */
export function getScenario(target: URL, options: unknown): Scenario {
  optionsSchema.parse(options);
  const path = `${target.pathname}${target.search}`;
  const request = { name: target.pathname };
  return {
    name: "get",
    thinkTime: { kind: "none" },
    state: () => null,
    tasks: [
      {
        name: "get",
        weight: 1,
        async run(user) {
          await user.get(path, request);
        },
      },
    ],
  };
}
