/** Loads that send nothing. */
import assert from "node:assert/strict";
import type { LoadOutcome } from "@stackmark/loadgen";
import type { LifecycleTools } from "../../../infra/load/lifecycle.ts";

/** Loads with the given outcomes, one after another; the last one repeats. */
export function scripted(...outcomes: (LoadOutcome | Error | "stopped")[]) {
  const specs: Record<string, unknown>[] = [];
  const queue = [...outcomes];
  const next = () => (queue.length > 1 ? queue.shift()! : queue[0]!);
  const tools: LifecycleTools = {
    checkReady: () => Promise.resolve(),
    askEntry: () => Promise.resolve(),
    readWindow: () => assert.fail("these nodes have no Prometheus"),
    writeSeries: () => assert.fail("these nodes have no Prometheus"),
    runLoad: (spec) => {
      specs.push(spec as Record<string, unknown>);
      const outcome = next();
      return outcome instanceof Error ? Promise.reject(outcome) : Promise.resolve(outcome as LoadOutcome);
    },
    runInPods: () => assert.fail("this load comes from here"),
    runTool: () => assert.fail("the generator sends this load"),
    readRecommendations: () => assert.fail("nothing is recommended"),
    startWorkers: () => assert.fail("this machine sends the load"),
    startCollector: () => ({
      stop: () => Promise.resolve({ samples: [], failed: 0, down: [], lastProblem: null }),
    }),
    watchStop: () => {
      const reason = queue[0] === "stopped" ? { code: "stop-requested" as const, message: "asked" } : null;
      if (reason) next();
      return { signal: new AbortController().signal, reason, [Symbol.dispose]: () => undefined };
    },
    print: () => undefined,
  };
  return { tools, specs };
}
