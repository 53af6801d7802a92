import assert from "node:assert/strict";
import { cyclesOf, entryGraphs } from "./cycles.ts";

const graphOf = (edges: Record<string, string[]>) =>
  new Map(Object.entries(edges).map(([node, targets]) => [node, new Set(targets)]));

describe("cyclesOf", () => {
  it("cyclesOf finds nothing in a graph without cycles, however its paths join", () => {
    assert.deepEqual(cyclesOf(graphOf({ a: ["b", "c"], b: ["d"], c: ["d"], d: ["e"] })), []);
  });

  it("cyclesOf finds each cycle once, with all its nodes and no others", () => {
    const graph = graphOf({ start: ["a"], a: ["b"], b: ["c"], c: ["a", "x"], x: ["y"], y: ["x", "end"], end: [] });
    assert.deepEqual(cyclesOf(graph).sort(), [
      ["a", "b", "c"],
      ["x", "y"],
    ]);
  });

  it("cyclesOf joins cycles that share a node", () => {
    assert.deepEqual(cyclesOf(graphOf({ a: ["b", "c"], b: ["a"], c: ["a"] })), [["a", "b", "c"]]);
  });

  it("cyclesOf follows an edge to a node on the stack, but not one to a finished component", () => {
    // d is finished when c comes to it; a wrong low link would put it into the cycle.
    assert.deepEqual(cyclesOf(graphOf({ a: ["d", "b"], b: ["c"], c: ["d", "a"], d: [] })), [["a", "b", "c"]]);
  });
});

describe("entryGraphs", () => {
  const cycles = (...imports: [file: string, to: string][]) =>
    [...entryGraphs(imports.map(([file, to]) => ({ file, to })))].flatMap(([folder, graph]) =>
      cyclesOf(graph).map((cycle) => [folder, ...cycle]),
    );

  it("entryGraphs shows a cycle of two files in the graph of their folder", () => {
    assert.deepEqual(cycles(["a/x.ts", "a/y.ts"], ["a/y.ts", "a/x.ts"]), [["a", "x.ts", "y.ts"]]);
  });

  it("entryGraphs shows folders that import each other even if none of their files do", () => {
    assert.deepEqual(cycles(["a/b/x.ts", "a/c/x.ts"], ["a/c/y.ts", "a/b/y.ts"]), [["a", "b", "c"]]);
  });

  it("entryGraphs shows a file and a folder of one parent that import each other", () => {
    assert.deepEqual(cycles(["a/main.ts", "a/b/x.ts"], ["a/b/y.ts", "a/main.ts"]), [["a", "b", "main.ts"]]);
  });

  it("entryGraphs shows no cycle for imports within a folder, in one direction, or of a file by itself", () => {
    assert.deepEqual(cycles(["a/x.ts", "a/b/y.ts"], ["a/b/y.ts", "a/b/z.ts"], ["a/x.ts", "a/x.ts"]), []);
  });
});
