import assert from "node:assert/strict";
import fc from "fast-check";
import { matches } from "../../../infra/catalog/labels.ts";
import { schedule, type Schedulable, type SchedulerNode } from "../../../infra/topology/scheduler.ts";

const node = (name: string, labels: Record<string, string> = {}): SchedulerNode => ({ name, cpus: 1, labels });
const service = (name: string, replicas = 1, nodeSelector: Record<string, string> = {}): Schedulable => ({
  name,
  replicas,
  nodeSelector,
});

describe("scheduling replicas to nodes", () => {
  it("a service runs only on nodes with all labels of its selector", () => {
    const nodes = [node("a", { zone: "1" }), node("b", { zone: "1", edge: "true" })];
    assert.deepEqual(schedule([service("x", 2, { zone: "1", edge: "true" })], nodes), [
      { service: "x", replica: 0, node: "b" },
      { service: "x", replica: 1, node: "b" },
    ]);
  });

  it("replicas of a service are spread over all nodes first", () => {
    const placed = schedule([service("x", 3)], [node("a"), node("b"), node("c")]);
    assert.deepEqual(new Set(placed.map((p) => p.node)), new Set(["a", "b", "c"]));
  });

  it("a node with twice the cores gets twice the services", () => {
    const nodes = [
      { ...node("small"), cpus: 1 },
      { ...node("large"), cpus: 2 },
    ];
    const placed = schedule(
      ["p", "q", "r"].map((name) => service(name)),
      nodes,
    );
    assert.equal(placed.filter((p) => p.node === "large").length, 2);
  });

  it("a service that no node matches is not scheduled", () => {
    assert.deepEqual(schedule([service("x", 1, { zone: "2" })], [node("a")]), []);
  });
});

const labels = fc.dictionary(fc.constantFrom("zone", "edge"), fc.constantFrom("1", "2"));
const nodes = fc.uniqueArray(
  fc.record({ name: fc.constantFrom("a", "b", "c", "d"), cpus: fc.constantFrom(0.7, 1.4, 3), labels }),
  { selector: (n) => n.name, minLength: 1 },
);
const services = fc.uniqueArray(
  fc.record({
    name: fc.constantFrom("p", "q", "r", "s"),
    replicas: fc.integer({ min: 1, max: 6 }),
    nodeSelector: labels,
  }),
  { selector: (s) => s.name },
);

describe("any schedule", () => {
  it("every replica of a service that a node matches is scheduled exactly once, on a matching node", () => {
    fc.assert(
      fc.property(services, nodes, (asked, machines) => {
        const placed = schedule(asked, machines);
        const expected = asked
          .filter((s) => machines.some((n) => matches(n.labels, s.nodeSelector)))
          .flatMap((s) => Array.from({ length: s.replicas }, (_, i) => `${s.name}/${i}`));
        assert.deepEqual(
          placed.map((p) => `${p.service}/${p.replica}`),
          expected,
        );
        for (const p of placed) {
          const selector = asked.find((s) => s.name === p.service)!.nodeSelector;
          assert.ok(matches(machines.find((n) => n.name === p.node)!.labels, selector));
        }
      }),
    );
  });

  it("the numbers of replicas of a service on matching nodes differ by at most one", () => {
    fc.assert(
      fc.property(services, nodes, (asked, machines) => {
        const placed = schedule(asked, machines);
        for (const s of asked) {
          const candidates = machines.filter((n) => matches(n.labels, s.nodeSelector));
          const counts = candidates.map((n) => placed.filter((p) => p.service === s.name && p.node === n.name).length);
          if (counts.length > 0) assert.ok(Math.max(...counts) - Math.min(...counts) <= 1);
        }
      }),
    );
  });

  it("an additional node that no selector matches does not change the schedule", () => {
    fc.assert(
      fc.property(services, nodes, (asked, machines) => {
        const pinned = asked.map((s) => ({ ...s, nodeSelector: { ...s.nodeSelector, pinned: "here" } }));
        const here = machines.map((n) => ({ ...n, labels: { ...n.labels, pinned: "here" } }));
        assert.deepEqual(schedule(pinned, here), schedule(pinned, [...here, node("z")]));
      }),
    );
  });
});
