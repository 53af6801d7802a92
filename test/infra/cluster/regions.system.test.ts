/** The program with a load between regions, in record mode. */
import assert from "node:assert/strict";
import { readable } from "@stackmark/engine/record";
import type { RawStack } from "../topology/stacks.ts";
import { recorded } from "./stacks.ts";

const TOPOLOGY: RawStack["topology"] = {
  gcp: { project: "my-project" },
  nodes: [
    { name: "server", cloud: "azure", role: "server" },
    { name: "worker", cloud: "gcp" },
  ],
};
/** The recorded roll-out has the entry on the last node. */
const TARGETS = [{ region: "europe-west1" }];
const LEVELS = [{ name: "low", users: 10, spawnRatePerS: 10 }];

type Json = any;

/** Inputs of each cell, and the URL of the entry. */
async function cellsOf(load: object): Promise<{ cells: Json[]; endpoint: string }> {
  const { recording } = await recorded("regions", {
    topology: TOPOLOGY,
    workload: { name: "boutique" },
    access: { adminCidrs: ["203.0.113.7/32"] },
    load: { levels: LEVELS, ...load },
  });
  const runs = recording.resources.filter(({ type }) => type === "pulumi-nodejs:dynamic/stackmark:LoadRun");
  const [endpoint] = Object.values(readable(recording.outputs.endpoints!) as Record<string, string>);
  const cells = runs.map(({ inputs }): Json => readable(inputs)).sort((a, b) => a.order - b.order);
  return { cells, endpoint: endpoint! };
}

describe("the program with a load between regions", function () {
  this.timeout(120_000);

  it("a cell from generators has those of its pool, and a node of its target's region as target", async () => {
    const { cells, endpoint } = await cellsOf({
      from: "generators",
      generators: [
        { name: "west", cloud: "azure", count: 2 },
        { name: "us", cloud: "gcp", region: "us-east1" },
      ],
      regions: { pools: ["westeurope", "us-east1"], targets: TARGETS },
    });
    assert.deepEqual(
      cells.map(({ cell, generators, target }) => [cell, generators.map(({ name }: Json) => name), target]),
      [
        ["load-low-westeurope-europe-west1-1", ["west-1", "west-2"], endpoint],
        ["load-low-us-east1-europe-west1-1", ["us"], endpoint],
      ],
    );
  });

  it("the entry of another stack is a target, of pods and of generators", async () => {
    const url = "http://192.0.2.200:30080";
    const targets = [{ region: "moon", stack: "moon" }];
    const pods = await cellsOf({ from: "cluster", regions: { pools: ["europe-west1"], targets } });
    assert.deepEqual(
      pods.cells.map(({ pods: own }) => own.target),
      [{ kind: "url", url }],
    );
    const generators = [{ name: "us", cloud: "gcp", region: "us-east1" }];
    const machines = await cellsOf({ from: "generators", generators, regions: { pools: ["us-east1"], targets } });
    assert.deepEqual(
      machines.cells.map(({ target }) => target),
      [url],
    );
  });

  it("a cell from pods has the nodes of its pool, and the entry's pods in its target's region", async () => {
    const { cells } = await cellsOf({
      from: "cluster",
      regions: { pools: ["westeurope", "europe-west1"], targets: TARGETS },
    });
    assert.deepEqual(
      cells.map(({ cell, pods }) => [cell, pods.pool.nodes, pods.target.nodes]),
      [
        ["load-low-westeurope-europe-west1-1", ["server"], ["worker"]],
        ["load-low-europe-west1-europe-west1-1", ["worker"], ["worker"]],
      ],
    );
  });
});
