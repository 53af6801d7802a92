import assert from "node:assert/strict";
import { parse } from "../../../../infra/config/parse.ts";
import { problemText } from "../../../../infra/config/problems.ts";

describe("amounts of CPU and memory", () => {
  const problems = (limits: object): string[] => {
    const processes = [{ name: "page", command: "true", limits }];
    const sections = {
      topology: { nodes: [{ name: "server", cloud: "local", role: "server" }] },
      workload: { processes, entry: { service: "page" } },
    };
    const raw = Object.entries(sections).map(([key, value]) => [`stackmark:${key}`, JSON.stringify(value)]);
    return parse(Object.fromEntries(raw) as Record<string, string>, []).problems.map(problemText);
  };

  it("are text, and a number without quotes is reported with an example", () => {
    assert.deepEqual(problems({ cpu: "0.5", memory: "128Mi" }), []);
    assert.deepEqual(problems({ cpu: 1, memory: 128 }), [
      'workload.processes[0].limits.cpu = 1: must be text, such as "0.5" in quotes',
      "workload.processes[0].limits.memory = 128: must be text, such as 128Mi",
    ]);
  });
});
