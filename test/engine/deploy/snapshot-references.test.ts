import assert from "node:assert/strict";
import { rebuildBaseState, renamer } from "../../../engine/deploy/snapshot-references.ts";
import { PROVIDER, thing, urnOf } from "../state/states.ts";

describe("renamed resources", () => {
  const [old, renamed] = [urnOf("old"), urnOf("new")];
  const rename = renamer(new Map([[old, renamed]]));

  it("every kind of reference follows a renamed resource", () => {
    const references = (urn: string) => ({
      parent: urn,
      deletedWith: urn,
      dependencies: [urnOf("a"), urn],
      replaceWith: [urn, urnOf("a")],
      propertyDependencies: { x: [urn], y: [] },
      provider: `${urn}::1`,
    });
    assert.deepEqual(rename(thing("b", references(old))), thing("b", references(renamed)));
  });

  it("resources without references to renamed ones stay the same objects", () => {
    const other = thing("b", { dependencies: [urnOf("a")], replaceWith: [urnOf("a")] });
    const names = new Map([[old, renamed]]);
    const growing = renamer(names);
    assert.equal(growing(other), other);
    names.set(PROVIDER.urn, urnOf("later", PROVIDER.type));
    assert.equal(growing(other).provider, `${urnOf("later", PROVIDER.type)}::${PROVIDER.id}`);
  });
});

describe("the state after a refresh", () => {
  it("the state after a refresh has no references to deleted resources, whose children have no parent", () => {
    const a = thing("a", {});
    const gone = thing("b", { parent: a.urn, dependencies: [a.urn] });
    const child = thing("c", { parent: gone.urn, dependencies: [gone.urn] });
    const [, left] = rebuildBaseState([a, gone, child], new Map([[gone, undefined]]));
    assert.deepEqual([left?.parent, left?.dependencies], [undefined, undefined]);
  });
});
