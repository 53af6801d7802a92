import assert from "node:assert/strict";
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { destroy, preview, up, type EngineEvent, type OperationResult } from "@stackmark/engine";
import { initStack } from "@stackmark/engine/commands";
import { runsDir } from "../../infra/home.ts";
import { daemonDir } from "../../infra/hosts/local/daemon.ts";
import { requestRun } from "../../infra/load/run-id.ts";
import { requestStop } from "../../infra/load/stop.ts";
import { endLeftovers, findLeftovers } from "../../infra/hosts/local/end-daemon.ts";
import { fullResults, readCell, verifyRun } from "../../results/archive/index.ts";
import type { StackOutputs } from "../../results/schema/outputs.ts";
import { summarySchema, type StackSummary } from "../../results/schema/summary.ts";
import { root } from "../helpers/imports.ts";

const STACK = "test";
function assertFull({ load, environment, nodes }: StackOutputs): void {
  for (const cell of load) {
    assert.deepEqual(cell.environment, environment);
    assert.match(cell.result.vantage.where, /the frontend's side of every link/);
  }
  const hosts = nodes.map(({ name, labels }) => [name, labels["kubernetes.io/hostname"]]);
  assert.deepEqual(hosts, [
    ["server", "server"],
    ["edge", "edge"],
  ]);
}

const config = {
  "stackmark:topology": {
    nodes: [
      { name: "server", cloud: "local", role: "server" },
      { name: "edge", cloud: "local", labels: { role: "edge" } },
    ],
    links: [{ between: ["server", "edge"], oneWayDelayMs: 1 }],
  },
  "stackmark:workload": {
    nodeSelector: { "kubernetes.io/hostname": "server" },
    services: { frontend: { nodeSelector: { role: "edge" } } },
  },
  "stackmark:load": {
    levels: [
      { name: "low", users: 2, spawnRatePerS: 10, durationS: 3 },
      { name: "high", users: 4, spawnRatePerS: 10, durationS: 3 },
    ],
    thinkTimeFactor: 0.02,
    warmUpS: 1,
    gracefulStopS: 5,
  },
};

describe("the program on the embedded engine, from preview to destroy", function () {
  this.timeout(180_000);
  const outer = process.env.STACKMARK_HOME;
  const said: string[] = [];
  let home = "";
  let outputs: StackSummary;
  let previewed: Record<string, unknown> = {};

  const options = () => ({
    ...{ projectDir: root, stack: STACK, backendDir: join(home, "state"), configFile: join(home, "Pulumi.test.yaml") },
    env: { ...process.env, STACKMARK_HOME: home, PULUMI_CONFIG_PASSPHRASE: "test" },
    onEvent: (event: EngineEvent) => {
      if ("diagnosticEvent" in event) said.push(event.diagnosticEvent.message);
    },
  });
  const succeeds = async (operation: Promise<OperationResult>): Promise<OperationResult> => {
    const result = await operation;
    assert.equal(result.result, "succeeded", said.join("\n"));
    return result;
  };
  const state = (): string => readFileSync(join(home, "state/.pulumi/stacks/stackmark", `${STACK}.json`), "utf8");

  before(() => {
    home = mkdtempSync(join(tmpdir(), "stackmark-program-"));
    process.env.STACKMARK_HOME = home;
    writeFileSync(join(home, "Pulumi.test.yaml"), JSON.stringify({ config }));
    return initStack(options());
  });
  after(async () => {
    await endLeftovers(STACK);
    if (outer === undefined) delete process.env.STACKMARK_HOME;
    else process.env.STACKMARK_HOME = outer;
    rmSync(home, { recursive: true, force: true });
  });

  it("preview shows the plan, and starts and sends nothing", async () => {
    const { changes, outputs: known } = await succeeds(preview(options()));
    previewed = known;
    // The stack, two nodes, a link, the workload and two cells.
    assert.equal(changes.create, 7);
    assert.deepEqual(await findLeftovers(STACK), []);
    assert.equal(existsSync(runsDir(home)), false);
  });

  it("up creates the nodes and the shop, measures each level, and registers outputs that fit their schema", async () => {
    const result = await succeeds(up(options()));
    outputs = summarySchema.parse(result.outputs);
    // All that a preview can know, it showed already.
    for (const key of ["schemaVersion", "stack", "provenance", "topologyDigest"] as const)
      assert.deepEqual(previewed[key], outputs[key], key);
    assert.equal(outputs.provenance, "emulated");
    assert.deepEqual(outputs.load.map((cell) => cell.level).sort(), ["high", "low"]);
    for (const { runId, requests, crossNodeBytesPerS } of outputs.load) {
      assert.equal(runId, outputs.runId);
      assert.ok(requests > 0);
      assert.ok((crossNodeBytesPerS ?? 0) > 0);
    }
    assert.deepEqual([outputs.placement.frontend, outputs.placement.cart], ["edge", "server"]);
    assert.equal((await fetch(outputs.endpoints.storefront!, { headers: { connection: "close" } })).status, 200);
    assert.ok(said.some((line) => /\d:\d\d left {2}.*\d users/.test(line)));
  });

  it("each cell is archived with its series", async () => {
    for (const { cell } of outputs.load) {
      const archived = await readCell(join(runsDir(home), outputs.runId, "cells", cell), cell);
      assert.deepEqual(archived.problems, []);
      assert.ok(archived.seconds.length >= 3);
      assert.ok(archived.metrics.length >= 3);
    }
  });

  it("the archive has the full results whose digests are in the outputs, closed by the program itself", async () => {
    const full = await fullResults("outputs", outputs, runsDir(home));
    assert.equal(full.missing, undefined);
    assert.deepEqual((await verifyRun(runsDir(home), outputs.runId)).problems, []);
    assert.equal(full.run?.digest, outputs.resultsDigest);
    assertFull(full.outputs);
  });

  it("outputs are about a page: a tenth of the results that they summarise", () => {
    const linesOf = (value: unknown) => JSON.stringify(value, null, 2).split("\n").length;
    const results = outputs.load.map(
      ({ cell }) =>
        JSON.parse(readFileSync(join(runsDir(home), outputs.runId, "cells", cell, "result.json"), "utf8")) as unknown,
    );
    assert.ok(10 * linesOf(outputs) < linesOf(results), `${linesOf(outputs)} lines for ${linesOf(results)}`);
  });

  it("the state contains no token of a node in plain text, and no path of this machine", () => {
    const { token } = JSON.parse(
      readFileSync(join(daemonDir({ stack: STACK, kind: "nodes", name: "edge" }), "start.json"), "utf8"),
    ) as { token: string };
    assert.equal(state().includes(token), false);
    assert.equal(state().includes(home), false);
  });

  it("a second up changes nothing and keeps the results", async () => {
    const { changes, outputs: again } = await succeeds(up(options()));
    const invalid = outputs.load.filter((cell) => cell.status !== "complete").length;
    assert.deepEqual(changes, invalid === 0 ? { same: 7 } : { same: 7 - invalid, update: invalid });
    assert.equal(summarySchema.parse(again).runId, outputs.runId);
  });

  it("a requested run measures everything again, and a stopped run keeps the cell that it started", async () => {
    const asked = await requestRun(STACK);
    const running = up(options());
    const begun = () => globSync(`${asked}/cells/*/seconds.ndjson`, { cwd: runsDir(home) }).length > 0;
    while (!begun()) await delay(50);
    requestStop(STACK);
    const stopped = summarySchema.parse((await succeeds(running)).outputs);
    assert.equal(stopped.runId, asked);
    assert.equal(stopped.load.length, 1);
    assert.notEqual(stopped.load[0]!.status, "complete");
    assert.match(stopped.notes.join("\n"), /not run: stopped: load-/);
  });

  it("the next up measures the missing cells in the same run", async () => {
    const resumed = summarySchema.parse((await succeeds(up(options()))).outputs);
    assert.equal(resumed.load.length, 2);
    assert.equal(new Set(resumed.load.map((cell) => cell.runId)).size, 1);
    assert.notEqual(resumed.runId, outputs.runId);
    assert.doesNotMatch(resumed.notes.join("\n"), /not measured/);
  });

  it("after destroy, only the results are left", async () => {
    await succeeds(destroy(options()));
    assert.deepEqual(await findLeftovers(STACK), []);
    await assert.rejects(fetch(outputs.endpoints.storefront!));
    assert.equal(existsSync(join(runsDir(home), outputs.runId, "cells", "load-low-1", "result.json")), true);
  });
});
