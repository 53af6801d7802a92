import assert from "node:assert/strict";
import { awaitReady, type ReadyTools } from "../../../infra/load/await-ready.ts";

const CELL = {
  machines: [],
  stack: "multinode",
  cell: "load-low-1",
  metrics: { kind: "none" as const },
  target: "http://entry",
};
const PODS = {
  kubeconfig: "secret",
  pool: { workers: 2, image: "node", nodes: [], requests: { cpu: "1", memory: "1Gi" }, memoryLimit: "1Gi" },
  target: { kind: "url" as const, url: "http://there" },
};

function asked(): { targets: string[]; tools: ReadyTools } {
  const targets: string[] = [];
  const tools: ReadyTools = {
    checkReady: () => Promise.resolve(),
    askEntry: (target) => {
      targets.push(target);
      return Promise.resolve();
    },
    watchStop: () => ({ signal: new AbortController().signal, reason: null, [Symbol.dispose]: () => undefined }),
    print: () => undefined,
  };
  return { targets, tools };
}

describe("what a cell waits for", () => {
  it("the entry must answer this machine only if the load comes from it, and not from pods", async () => {
    const here = asked();
    await awaitReady(CELL, here.tools);
    assert.deepEqual(here.targets, ["http://entry"]);
    const inPods = asked();
    await awaitReady({ ...CELL, pods: PODS }, inPods.tools);
    assert.deepEqual(inPods.targets, []);
  });
});
