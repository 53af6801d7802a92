import assert from "node:assert/strict";
import fc from "fast-check";
import type { ResourceState } from "../../../engine/model.ts";
import { deleteResources } from "../../../engine/state/edits/delete.ts";
import { renamedResource } from "../../../engine/state/edits/rename.ts";
import { repaired } from "../../../engine/state/edits/repair.ts";
import { makeUrn } from "../../../engine/resource/urn.ts";
import { integrityProblems } from "../../../engine/state/integrity.ts";
import { PROVIDER, snapshotWith, STACK, thing, urnOf } from "./states.ts";

/** A valid state: each resource may depend on earlier ones, and some of them are components with children. */
const states = fc
  .array(fc.record({ needs: fc.array(fc.nat(), { maxLength: 3 }), child: fc.boolean(), protect: fc.boolean() }), {
    maxLength: 8,
  })
  .map((list) =>
    list.reduce<ResourceState[]>((before, { needs, child, protect }, index) => {
      const pick = (n: number) => before[n % before.length]!.urn;
      const chosen = before.length > 0 ? [...new Set(needs.map(pick))] : [];
      const more: Partial<ResourceState> = { dependencies: chosen, protect };
      if (child && before.length > 0) {
        more.parent = before.at(-1)!.urn;
        more.urn = makeUrn("dev", "shop", more.parent, "test:index:Thing", `r${index}`);
      }
      if (chosen.length > 0) more.propertyDependencies = { name: chosen };
      return [...before, thing(`r${index}`, more)];
    }, []),
  );

const all = (things: readonly ResourceState[]) => snapshotWith(...things).resources;

describe("edits of a state", () => {
  it("deleting with dependents leaves a valid state without them, and without dependents is refused if there are some", () => {
    fc.assert(
      fc.property(states, fc.nat(), (things, n) => {
        fc.pre(things.length > 0);
        const target = things[n % things.length]!;
        const { resources } = deleteResources(all(things), new Set([target]), { force: true, withDependents: true });
        assert.deepEqual(integrityProblems({ resources }), []);
        assert.ok(!resources.includes(target));
        const alone = deleteResources(all(things), new Set([target]), { force: true, withDependents: false });
        const hasDependents = resources.length < all(things).length - 1;
        assert.equal(alone.problem?.kind, hasDependents ? "needed" : undefined);
        if (!hasDependents) assert.deepEqual(integrityProblems(alone), []);
      }),
    );
  });

  it("a protected resource is deleted only by force, and named then", () => {
    const [a, b] = [thing("a", { protect: true }), thing("b", { dependencies: [urnOf("a")] })];
    const options = { force: false, withDependents: true };
    assert.deepEqual(deleteResources(all([a, b]), new Set([a]), options).problem, { kind: "protected", resource: a });
    const forced = deleteResources(all([a, b]), new Set([a]), { ...options, force: true });
    assert.deepEqual([forced.resources, forced.forced], [[STACK, PROVIDER], [a]]);
  });

  it("several resources are deleted dependents first, whatever their order", () => {
    const [a, b] = [thing("a"), thing("b", { dependencies: [urnOf("a")] })];
    const { resources, problem } = deleteResources(all([a, b]), new Set([a, b]), {
      force: false,
      withDependents: false,
    });
    assert.deepEqual([resources, problem], [[STACK, PROVIDER], undefined]);
  });

  it("the old one of a replaced resource is deleted although others depend on its URN", () => {
    const [live, old] = [thing("a"), thing("a", { id: "a-0", delete: true })];
    const needs = thing("b", { dependencies: [urnOf("a")] });
    const { resources } = deleteResources(all([live, needs, old]), new Set([old]), {
      force: false,
      withDependents: false,
    });
    assert.deepEqual(resources, all([live, needs]));
  });

  it("a renamed resource is renamed wherever another refers to it, as provider too", () => {
    fc.assert(
      fc.property(states, fc.nat(), (things, n) => {
        const resources = all(things);
        const from = resources[n % resources.length]!.urn;
        const to = `${from}-new`;
        const renamed = renamedResource(resources, from, to);
        assert.deepEqual(integrityProblems({ resources: renamed }), []);
        assert.ok(!JSON.stringify(renamed).includes(`${from}"`) && !JSON.stringify(renamed).includes(`${from}::`));
      }),
    );
  });

  it("a state in any order is sorted, and nothing else is changed", () => {
    const shuffled = states.chain((things) => {
      const resources = all(things);
      return fc.shuffledSubarray(resources, { minLength: resources.length });
    });
    fc.assert(
      fc.property(shuffled, (resources) => {
        const result = repaired(resources);
        assert.deepEqual(integrityProblems(result), []);
        const byUrn = (list: ResourceState[]) => [...list].sort((a, b) => (a.urn < b.urn ? -1 : 1));
        assert.deepEqual(byUrn(result.resources), byUrn(resources));
      }),
    );
  });

  it("references to missing resources are removed; what has lost its parent gets a URN without it, and so do its children", () => {
    fc.assert(
      fc.property(states, fc.nat(), (things, n) => {
        fc.pre(things.length > 0);
        const left = things.filter((_, index) => index !== n % things.length);
        const { resources } = repaired(all(left));
        assert.deepEqual(integrityProblems({ resources }), []);
        assert.equal(resources.length, all(left).length);
      }),
    );
    const child = thing("child", {
      urn: urnOf("child", "my:Component$test:index:Thing"),
      parent: urnOf("gone", "my:Component"),
    });
    const { resources, changes } = repaired(all([child]));
    assert.equal(resources.at(-1)?.urn, urnOf("child"));
    assert.deepEqual(changes, [
      `removed ${child.urn}'s reference to the missing ${child.parent}`,
      `renamed ${child.urn} to ${urnOf("child")}`,
    ]);
  });

  it("resources that depend on each other in a cycle cannot be repaired", () => {
    const [a, b] = [thing("a", { dependencies: [urnOf("b")] }), thing("b", { dependencies: [urnOf("a")] })];
    assert.throws(() => repaired(all([a, b])), /depend on each other/);
  });
});
