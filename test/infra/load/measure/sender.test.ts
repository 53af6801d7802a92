import assert from "node:assert/strict";
import type { runLoad } from "@stackmark/loadgen";
import { elsewhereOf, senderOf, type SenderTools } from "../../../../infra/load/measure/sender.ts";
import { anOutcome } from "../../helpers/builders.ts";

const CELL = { stack: "multinode", cell: "load-low-1", generators: null, marginMs: 60_000 };
const LOAD = { durationMs: 30_000, gracefulStopMs: 5000, target: "http://here" };
const PODS = {
  kubeconfig: "secret",
  pool: { workers: 2, image: "node", nodes: [], requests: { cpu: "1", memory: "1Gi" }, memoryLimit: "1Gi" },
  target: { kind: "url" as const, url: "http://there" },
};
const none = () => assert.fail("not asked for");

describe("where a load is sent from", () => {
  it("without machines and pods, this machine sends it", () => {
    const tools: SenderTools = { runLoad: none, startWorkers: none, runInPods: none };
    assert.equal(senderOf(CELL, { file: undefined }, tools, none), tools.runLoad);
  });

  it("pods send it, with the time that it may take, and the coordinator that was given", async () => {
    const run: typeof runLoad = none;
    const seen: Parameters<SenderTools["runInPods"]>[] = [];
    const runInPods: SenderTools["runInPods"] = (...args) => {
      seen.push(args);
      return Promise.resolve(anOutcome());
    };
    const send = senderOf(
      { ...CELL, pods: PODS },
      { file: undefined },
      { runLoad: run, startWorkers: none, runInPods },
      none,
    );
    const hooks = {};
    await send(LOAD, hooks);
    const [[pods, { owner, spec, code, limitMs, hooks: passed }, coordinator]] = seen as [(typeof seen)[number]];
    assert.deepEqual([pods, owner, spec, code], [PODS, { stack: "multinode", cell: "load-low-1" }, LOAD, undefined]);
    assert.equal(limitMs, 95_000);
    assert.equal(passed, hooks);
    assert.equal(coordinator, run);
  });

  it("a tool sends it from the same places", () => {
    assert.equal(elsewhereOf(CELL, LOAD), undefined);
    const owner = { stack: "multinode", cell: "load-low-1" };
    assert.deepEqual(elsewhereOf({ ...CELL, pods: PODS }, LOAD), { pods: PODS, owner, limitMs: 95_000 });
    const access = { host: "203.0.113.20", port: 22, user: "ubuntu", privateKey: "secret", hostKey: "ssh-ed25519 A" };
    const generators = [{ name: "us", workers: 1, access, claim: "multinode" }];
    assert.deepEqual(elsewhereOf({ ...CELL, generators }, LOAD), { machines: generators });
  });
});
