import assert from "node:assert/strict";
import { problemsOf } from "../../helpers/raw-config.ts";

describe("amounts of CPU and memory", () => {
  const problems = (limits: object): string[] => {
    const processes = [{ name: "page", command: "true", limits }];
    return problemsOf({
      topology: { nodes: [{ name: "server", cloud: "local", role: "server" }] },
      workload: { processes, entry: { service: "page" } },
    });
  };

  it("are text, and a number without quotes is reported with an example", () => {
    assert.deepEqual(problems({ cpu: "0.5", memory: "128Mi" }), []);
    assert.deepEqual(problems({ cpu: 1, memory: 128 }), [
      'workload.processes[0].limits.cpu = 1: must be text, such as "0.5" in quotes',
      "workload.processes[0].limits.memory = 128: must be text, such as 128Mi",
    ]);
  });
});
