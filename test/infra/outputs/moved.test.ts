import assert from "node:assert/strict";
import { movedReplicas } from "../../../infra/outputs/moved.ts";

const on = (...nodes: string[]) => nodes.map((node, replica) => ({ service: "frontend", replica, node }));

describe("the replicas that a move of the entry moved", () => {
  it("replicas that were on their nodes before did not move", () => {
    assert.equal(movedReplicas({ before: on("edge", "edge"), after: on("edge", "edge") }), 0);
    assert.equal(movedReplicas({ before: on("server", "edge"), after: on("edge", "edge") }), 1);
    assert.equal(movedReplicas({ before: on("server", "server"), after: on("edge", "edge") }), 2);
  });

  it("the number is unknown if an interrupted update had moved them already", () => {
    assert.equal(movedReplicas({ before: null, after: on("edge") }), null);
  });
});
