import assert from "node:assert/strict";
import { renamer } from "../../../engine/deploy/snapshot-references.ts";
import { PROVIDER, thing, urnOf } from "../state/states.ts";

describe("renamed resources", () => {
  const [old, renamed] = [urnOf("old"), urnOf("new")];
  const rename = renamer(new Map([[old, renamed]]));

  it("are followed by every kind of reference", () => {
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

  it("leave what does not refer to them the same object, even while more are renamed", () => {
    const other = thing("b", { dependencies: [urnOf("a")], replaceWith: [urnOf("a")] });
    const names = new Map([[old, renamed]]);
    const growing = renamer(names);
    assert.equal(growing(other), other);
    names.set(PROVIDER.urn, urnOf("later", PROVIDER.type));
    assert.equal(growing(other).provider, `${urnOf("later", PROVIDER.type)}::${PROVIDER.id}`);
  });
});
