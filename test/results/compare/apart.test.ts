import assert from "node:assert/strict";
import { movedApart } from "../../../results/compare/apart.ts";

/** One replica per node that is listed. */
const placed = (nodes: Record<string, string | string[]>) =>
  Object.entries(nodes).flatMap(([service, on]) => [on].flat().map((node, replica) => ({ service, replica, node })));

const together = placed({ frontend: "near", cart: "near", catalog: "near", email: "near" });
const frontendAway = placed({ frontend: "far", cart: "near", catalog: "near", email: "near" });

describe("services that a change of topology takes away from the others", () => {
  it("a service on a node of its own on one side has moved, whichever side that is", () => {
    assert.deepEqual(movedApart(together, frontendAway), ["frontend"]);
    assert.deepEqual(movedApart(frontendAway, together), ["frontend"]);
  });

  it("nothing has moved where both sides keep the same services apart, whatever their nodes are called", () => {
    const renamed = frontendAway.map((each) => ({ ...each, node: `b-${each.node}` }));
    assert.deepEqual(movedApart(frontendAway, renamed), []);
    assert.deepEqual(movedApart(together, []), []);
  });

  it("a service that kept a replica with the others has not moved", () => {
    assert.deepEqual(
      movedApart(together, placed({ frontend: ["near", "far"], cart: "near", catalog: "near", email: "near" })),
      [],
    );
  });

  it("neither half of the services has moved from the other, and more than two are not named", () => {
    const half = placed({ frontend: "far", cart: "far", catalog: "near", email: "near" });
    assert.deepEqual(movedApart(together, half), []);
    const many = Object.fromEntries(
      ["a", "b", "c", "d", "e", "f", "g"].map((name, k) => [name, k < 3 ? "far" : "near"]),
    );
    assert.deepEqual(movedApart(together, placed(many)), []);
    assert.deepEqual(movedApart(together, placed({ ...many, c: "near" })), ["a", "b"]);
  });
});
