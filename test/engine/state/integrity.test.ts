import assert from "node:assert/strict";
import fc from "fast-check";
import type { ResourceState } from "../../../engine/model.ts";
import { integrityProblems } from "../../../engine/state/integrity.ts";
import { UNKNOWN } from "../../../engine/values.ts";
import { PROVIDER, STACK, snapshotWith, thing, urnOf } from "./states.ts";

describe("integrity of a snapshot", () => {
  it("resources that come after everything that they refer to pass the integrity check", () => {
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
    replaceWith: { replaceWith: [urnOf("a")] },
  };
  for (const [role, reference] of Object.entries(references)) {
    it(`a ${role} that is missing or comes later fails the integrity check`, () => {
      const b = thing("b", reference);
      assert.deepEqual(integrityProblems(snapshotWith(b)), [`resource ${b.urn}'s ${role} ${urnOf("a")} is missing`]);
      assert.deepEqual(integrityProblems(snapshotWith(b, thing("a"))), [
        `resource ${b.urn}'s ${role} ${urnOf("a")} comes after it`,
      ]);
    });
  }

  it("a reference to a missing provider or to another ID of it fails the integrity check", () => {
    const other = `${PROVIDER.urn}::another`;
    assert.deepEqual(integrityProblems(snapshotWith(thing("a", { provider: other }))), [
      `resource ${urnOf("a")} refers to unknown provider ${other}`,
    ]);
  });

  it("a resource that is pending replacement may outlive its provider", () => {
    const waiting = thing("a", { provider: `${PROVIDER.urn}::another`, pendingReplacement: true });
    assert.deepEqual(integrityProblems(snapshotWith(waiting)), []);
  });

  it("a reference to a provider without an ID has the unknown ID", () => {
    const provider = { ...PROVIDER, urn: urnOf("late", PROVIDER.type), id: "" };
    const a = thing("a", { provider: `${provider.urn}::${UNKNOWN.string}` });
    assert.deepEqual(integrityProblems(snapshotWith(provider, a)), []);
  });

  it("a component with an ID and a resource without URN or type fail the integrity check", () => {
    const component = thing("c", { custom: false, id: "c-1" });
    const nameless = thing("a", { urn: "" });
    const typeless = thing("b", { type: "" });
    assert.deepEqual(integrityProblems(snapshotWith(component, nameless, typeless)), [
      `resource ${component.urn} has the ID c-1 but is not custom`,
      "the resource at index 3 has no URN",
      `resource ${typeless.urn} has no type`,
    ]);
  });

  it("a URN may have one live resource and any number of resources pending deletion", () => {
    const dead = thing("a", { delete: true });
    assert.deepEqual(integrityProblems(snapshotWith(thing("a"), dead, dead)), []);
    assert.deepEqual(integrityProblems(snapshotWith(thing("a"), thing("a"))), [
      `duplicate resource ${urnOf("a")} (not marked for deletion)`,
    ]);
  });

  it("the integrity check reports all problems at once", () => {
    const broken = thing("b", { parent: "urn:none", dependencies: ["urn:gone"], provider: "urn:p::1" });
    assert.equal(integrityProblems(snapshotWith(broken)).length, 3);
  });

  it("the integrity check finds as many problems in random resources as a naive implementation", () => {
    fc.assert(
      fc.property(fc.array(anyResource, { maxLength: 6 }), (resources) => {
        assert.equal(integrityProblems({ resources }).length, violations(resources));
      }),
      { numRuns: 2000 },
    );
  });

  it("resources in creation order pass the integrity check, and in reverse order each dependency is a problem", () => {
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

const anyUrn = fc.constantFrom("p", "q", "r");
const anyUrns = fc.array(anyUrn, { maxLength: 2 });
const PROVIDER_TYPES = ["pulumi:providers:x", "pulumi:providers:y"];

const anyResource: fc.Arbitrary<ResourceState> = fc.record(
  {
    urn: anyUrn,
    type: fc.constantFrom(...PROVIDER_TYPES, "test:index:Thing"),
    custom: fc.boolean(),
    id: fc.constantFrom("", "1", "2"),
    delete: fc.boolean(),
    pendingReplacement: fc.boolean(),
    parent: anyUrn,
    provider: fc.tuple(anyUrn, fc.constantFrom("1", "2", UNKNOWN.string)).map((reference) => reference.join("::")),
    dependencies: anyUrns,
    propertyDependencies: fc.dictionary(fc.constantFrom("x", "y"), anyUrns),
    deletedWith: anyUrn,
    replaceWith: anyUrns,
  },
  { requiredKeys: ["urn", "type", "custom"] },
);

/** The naive implementation: checks each condition by looking at every pair of resources. */
function violations(resources: ResourceState[]): number {
  const earlier = (index: number, holds: (other: ResourceState) => boolean) => resources.slice(0, index).some(holds);
  const count = (broken: (resource: ResourceState, index: number) => number) =>
    resources.map(broken).reduce((sum, n) => sum + n, 0);
  return (
    count(({ custom, id }) => Number(!custom && Boolean(id))) +
    count((resource, index) => {
      const { parent, dependencies, propertyDependencies, deletedWith, replaceWith } = resource;
      const urns = [parent, deletedWith, dependencies, replaceWith, Object.values(propertyDependencies ?? {})];
      const named = urns.flat(2).filter((urn) => urn !== undefined);
      return named.filter((urn) => !earlier(index, (other) => other.urn === urn)).length;
    }) +
    count(({ provider, pendingReplacement, urn, type, id }, index) => {
      if (provider === undefined || pendingReplacement) return 0;
      const is = (other: Pick<ResourceState, "urn" | "type" | "id">) =>
        PROVIDER_TYPES.includes(other.type) && provider === `${other.urn}::${other.id || UNKNOWN.string}`;
      return Number(!is({ urn, type, id }) && !earlier(index, is));
    }) +
    count((resource, index) =>
      Number(!resource.delete && earlier(index, (other) => other.urn === resource.urn && !other.delete)),
    )
  );
}
