import assert from "node:assert/strict";
import fc from "fast-check";
import type { TopologyGraph } from "../../../../../results/report/html/topology/graph.ts";
import { layOut, type Area } from "../../../../../results/report/html/topology/layout.ts";

const service = fc.record({
  name: fc.string({ minLength: 1, maxLength: 40 }),
  replicas: fc.integer({ min: 1, max: 12 }),
  isEntry: fc.boolean(),
});
const node = fc.record({
  name: fc.string({ minLength: 1, maxLength: 40 }),
  description: fc.string({ maxLength: 60 }),
  services: fc.array(service, { maxLength: 15 }),
});

/** Nodes of which each pair may be linked. */
const graph: fc.Arbitrary<TopologyGraph> = fc.array(node, { minLength: 1, maxLength: 6 }).chain((nodes) => {
  const pairs = nodes.flatMap((_, from) =>
    nodes.slice(from + 1).map((_, step): [number, number] => [from, from + 1 + step]),
  );
  return fc
    .subarray(pairs)
    .map((linked) => ({ nodes, links: linked.map((between) => ({ between, label: "30 ms one way" })) }));
});
const width = fc.integer({ min: 240, max: 1200 });

const isWithin = (inner: Area, outer: Area) =>
  inner.x >= outer.x - 0.01 &&
  inner.y >= outer.y - 0.01 &&
  inner.x + inner.width <= outer.x + outer.width + 0.01 &&
  inner.y + inner.height <= outer.y + outer.height + 0.01;
const overlap = (a: Area, b: Area) =>
  a.x + a.width > b.x + 0.01 &&
  b.x + b.width > a.x + 0.01 &&
  a.y + a.height > b.y + 0.01 &&
  b.y + b.height > a.y + 0.01;
const pairsOf = <T>(list: readonly T[]) =>
  list.flatMap((a, index) => list.slice(index + 1).map((b) => [a, b] as const));

describe("the layout of a topology", () => {
  it("nodes are within the drawing, services within their node, and none overlap", () => {
    fc.assert(
      fc.property(graph, width, (topology, width) => {
        const { boxes, ...drawing } = layOut(topology, width);
        const whole = { x: 0, y: 0, ...drawing };
        assert.ok(boxes.every((box) => isWithin(box, whole)));
        assert.ok(pairsOf(boxes).every(([a, b]) => !overlap(a, b)));
        for (const box of boxes) {
          assert.ok(box.chips.every((chip) => isWithin(chip, box)));
          assert.ok(pairsOf(box.chips).every(([a, b]) => !overlap(a, b)));
          assert.equal(box.chips.length, box.node.services.length);
        }
      }),
    );
  });

  it("each link ends at the edges of its nodes and stays within the drawing, or is counted as hidden", () => {
    fc.assert(
      fc.property(graph, width, (topology, width) => {
        const { boxes, links, hidden, ...drawing } = layOut(topology, width);
        assert.equal(links.length + hidden, topology.links.length);
        for (const [index, { points, at }] of links.entries()) {
          const [from, to] = topology.links[index]!.between.map((node) => boxes[node]!);
          for (const [box, point] of [
            [from!, points[0]!],
            [to!, points.at(-1)!],
          ] as const)
            // prettier-ignore
            assert.ok(isWithin({ x: point[0], y: point[1], width: 0, height: 0 }, box));
          for (const [x, y] of [...points, at])
            assert.ok(isWithin({ x, y, width: 0, height: 0 }, { x: 0, y: 0, ...drawing }));
        }
      }),
    );
  });

  it("six links that go around the nodes of a column leave a low node at its edge", () => {
    const nodes = Array.from({ length: 5 }, (_, index) => ({ name: `node-${index}`, description: "", services: [] }));
    const around = [[0, 2], [0, 3], [0, 4], [1, 3], [1, 4], [2, 4]] as const; // prettier-ignore
    const { boxes, links } = layOut({ nodes, links: around.map(([a, b]) => ({ between: [a, b], label: "" })) }, 400);
    assert.equal(links.length, around.length);
    links.forEach(({ points }, index) => {
      const [from, to] = around[index]!;
      for (const [box, point] of [
        [boxes[from]!, points[0]!],
        [boxes[to]!, points.at(-1)!],
      ] as const)
        // prettier-ignore
        assert.ok(point[1] > box.y && point[1] < box.y + box.height);
    });
  });

  it("two nodes stand beside each other where there is room, and below each other on a phone", () => {
    const nodes = ["server", "agent"].map((name) => ({ name, description: "2 CPUs", services: [] }));
    const tops = (width: number) => layOut({ nodes, links: [] }, width).boxes.map(({ y }) => y);
    assert.deepEqual(new Set(tops(600)).size, 1);
    assert.deepEqual(new Set(tops(340)).size, 2);
  });
});
