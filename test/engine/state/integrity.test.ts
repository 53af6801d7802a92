import assert from "node:assert/strict";
import fc from "fast-check";
import { integrityProblems } from "../../../engine/state/integrity.ts";
import { PROVIDER, STACK, snapshotWith, thing, urnOf } from "./states.ts";

describe("integrity of a snapshot", () => {
  it("holds for resources that come after all they refer to", () => {
    const b = thing("b", {
      dependencies: [urnOf("a")],
      propertyDependencies: { x: [urnOf("a")] },
      deletedWith: urnOf("a"),
    });
    assert.deepEqual(integrityProblems(snapshotWith(thing("a"), b)), []);
  });

  const references = {
    parent: { parent: urnOf("a") },
    dependency: { dependencies: [urnOf("a")] },
    "property dependency (x)": { propertyDependencies: { x: [urnOf("a")] } },
    deletedWith: { deletedWith: urnOf("a") },
  };
  for (const [role, reference] of Object.entries(references)) {
    it(`is broken by a ${role} that is missing, or comes later`, () => {
      const b = thing("b", reference);
      assert.deepEqual(integrityProblems(snapshotWith(b)), [`resource ${b.urn}'s ${role} ${urnOf("a")} is missing`]);
      assert.deepEqual(integrityProblems(snapshotWith(b, thing("a"))), [
        `resource ${b.urn}'s ${role} ${urnOf("a")} comes after it`,
      ]);
    });
  }

  it("is broken by a provider that is not there, or has another ID", () => {
    const other = `${PROVIDER.urn}::another`;
    assert.deepEqual(integrityProblems(snapshotWith(thing("a", { provider: other }))), [
      `resource ${urnOf("a")} refers to unknown provider ${other}`,
    ]);
  });

  it("allows one resource a URN, and any number of it that wait for their deletion", () => {
    const dead = thing("a", { delete: true });
    assert.deepEqual(integrityProblems(snapshotWith(thing("a"), dead, dead)), []);
    assert.deepEqual(integrityProblems(snapshotWith(thing("a"), thing("a"))), [
      `duplicate resource ${urnOf("a")} (not marked for deletion)`,
    ]);
  });

  it("tells every problem at once", () => {
    const broken = thing("b", { parent: "urn:none", dependencies: ["urn:gone"], provider: "urn:p::1" });
    assert.equal(integrityProblems(snapshotWith(broken)).length, 3);
  });

  it("holds for any graph in creation order, and for no reversed one with an edge", () => {
    const graphs = fc
      .integer({ min: 1, max: 12 })
      .chain((size) =>
        fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: 20 }).map((edges) => ({ size, edges })),
      );
    fc.assert(
      fc.property(graphs, ({ size, edges }) => {
        const forward = edges.filter(([to, from]) => to < from);
        const things = Array.from({ length: size }, (_, i) =>
          thing(`n${i}`, { dependencies: forward.filter(([, from]) => from === i).map(([to]) => urnOf(`n${to}`)) }),
        );
        assert.deepEqual(integrityProblems(snapshotWith(...things)), []);
        const reversed = integrityProblems({ resources: [STACK, PROVIDER, ...things.reverse()] });
        assert.equal(reversed.length, forward.length);
      }),
    );
  });
});
