import assert from "node:assert/strict";
import fc from "fast-check";
import { canonicalJson, digest } from "../../../base/digest.ts";
import { planCells } from "../../../infra/topology/load.ts";
import { planLinks } from "../../../infra/topology/nodes.ts";
import { builtIn } from "../../../infra/catalog/services.ts";
import { SERVICES } from "../../../lab/protocol/services.ts";
import { anEdge, aPlan, aServer } from "../helpers/builders.ts";

const link = { between: ["server", "edge"], oneWayDelayMs: 30 };

describe("the plan of a topology", () => {
  it("nodes have the labels that K3s sets, and configured labels", () => {
    const { nodes } = aPlan({ topology: { nodes: [aServer, anEdge] } });
    assert.deepEqual(
      nodes.map((node) => node.labels),
      [
        { "kubernetes.io/hostname": "server", "node-role.kubernetes.io/control-plane": "true" },
        { "kubernetes.io/hostname": "edge", role: "edge" },
      ],
    );
  });

  it("a plan has all services of the storefront", () => {
    assert.deepEqual([...builtIn("storefront").services("full")], [...SERVICES]);
    assert.deepEqual(
      aPlan().workload.services.map((service) => service.name),
      [...SERVICES],
    );
  });

  it("a service's selector replaces the workload's selector", () => {
    const services = { frontend: { nodeSelector: { role: "edge" } } };
    const plan = aPlan({
      topology: { nodes: [aServer, anEdge] },
      workload: { nodeSelector: { "kubernetes.io/hostname": "server" }, services },
    });
    const far = plan.placement.filter((placed) => placed.node === "edge");
    assert.deepEqual(far, [{ service: "frontend", replica: 0, node: "edge" }]);
  });

  it("the topology's digest changes with the network, and not with the load", () => {
    const nodes = [aServer, anEdge];
    const one = aPlan({ topology: { nodes, links: [link] } });
    const loaded = aPlan({ topology: { nodes, links: [link] }, load: { repeats: 2 } });
    const slower = aPlan({ topology: { nodes, links: [{ ...link, oneWayDelayMs: 31 }] } });
    assert.equal(loaded.topologyDigest, one.topologyDigest);
    assert.notEqual(slower.topologyDigest, one.topologyDigest);
    assert.equal(slower.workloadDigest, one.workloadDigest);
  });

  it("times in seconds are planned in milliseconds", () => {
    const { load } = aPlan({ load: { warmUpS: 20, gracefulStopS: 0.5, marginS: 7 } });
    assert.deepEqual([load.warmUpMs, load.gracefulStopMs, load.marginMs], [20_000, 500, 7_000]);
    assert.equal(load.levels[0]?.durationMs, 180_000);
  });

  it("default spawn rates cause no notes", () => {
    assert.doesNotMatch(aPlan().notes.join("\n"), /spawns|think|last/);
  });
});

describe("links", () => {
  it("every pair of nodes has one link, without delay unless configured", () => {
    const links = planLinks(
      ["a", "b", "c"],
      [{ between: ["c", "a"], oneWayDelayMs: 30, jitterMs: 2, bandwidthMbitPerS: 100 }],
    );
    assert.deepEqual(
      links.map(({ name, oneWayDelayMs }) => [name, oneWayDelayMs]),
      [
        ["a--b", 0],
        ["a--c", 30],
        ["b--c", 0],
      ],
    );
  });

  it("a single node has no links", () => {
    assert.deepEqual(planLinks(["a"], []), []);
  });
});

describe("cells", () => {
  const levels = fc.uniqueArray(fc.constantFrom("low", "medium", "high", "peak"), { minLength: 1 });

  it("each round has a cell for every level", () => {
    fc.assert(
      fc.property(levels, fc.integer({ min: 1, max: 5 }), fc.integer(), (names, repeats, seed) => {
        const cells = planCells(names, { repeats, order: "shuffled", seed });
        assert.deepEqual(
          cells.map((cell) => cell.order),
          cells.map((_, i) => i),
        );
        for (let round = 0; round < repeats; round++) {
          const own = cells.slice(round * names.length, (round + 1) * names.length);
          assert.ok(own.every((cell) => cell.repeat === round + 1));
          assert.deepEqual(own.map((cell) => cell.level).sort(), [...names].sort());
        }
      }),
    );
  });

  it("a shuffled order of cells depends only on the seed", () => {
    const orders = [1, 2, 3, 4, 5].map((seed) =>
      planCells(["low", "medium", "high"], { repeats: 3, order: "shuffled", seed })
        .map((c) => c.level)
        .join(),
    );
    assert.equal(
      planCells(["low", "medium", "high"], { repeats: 3, order: "shuffled", seed: 1 })
        .map((c) => c.level)
        .join(),
      orders[0],
    );
    assert.ok(new Set(orders).size > 1);
  });

  it("by default, every round goes through the levels from few users to many, however they are listed", () => {
    const levels = [200, 10, 50].map((users) => ({ name: `at-${users}`, users, spawnRatePerS: 100 }));
    const { cells } = aPlan({ load: { levels, repeats: 2 } }).load;
    assert.deepEqual(
      cells.map(({ level }) => level),
      ["at-10", "at-50", "at-200", "at-10", "at-50", "at-200"],
    );
  });

  it("cells are named after level and repeat", () => {
    assert.deepEqual(
      planCells(["low"], { repeats: 2, order: "shuffled", seed: 1 }).map((cell) => cell.cell),
      ["load-low-1", "load-low-2"],
    );
  });
});

describe("digests", () => {
  it("a digest depends on the order of lists, but not of keys", () => {
    assert.equal(digest({ a: 1, b: { c: 2, d: 3 } }), digest({ b: { d: 3, c: 2 }, a: 1 }));
    assert.notEqual(digest([1, 2]), digest([2, 1]));
  });

  it("canonical JSON reads back as the same value", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        assert.deepEqual(JSON.parse(canonicalJson(value)), JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
