/** Tests whether the dependencies of an invoke are created, against a walk over the whole tree of resources. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { Registrations } from "../../../engine/deploy/registrations.ts";
import type { RegisterResult } from "../../../engine/protocol/resource-monitor.ts";

const resultFor = (urn: string, id?: string): RegisterResult => ({
  ...{ urn, outputs: {}, result: "success" },
  ...(id === undefined ? {} : { id }),
});

interface Node {
  custom: boolean;
  isCreated: boolean;
  /** Index of an earlier node. */
  parent: number | undefined;
}

const trees: fc.Arbitrary<Node[]> = fc
  .array(fc.record({ custom: fc.boolean(), isCreated: fc.boolean(), seed: fc.nat() }), { maxLength: 12 })
  .map((drawn) =>
    drawn
      .map(({ seed, ...rest }, index) => ({ ...rest, parent: seed % (index + 1) || undefined }))
      .map((node) => (node.parent === undefined ? node : { ...node, parent: node.parent - 1 })),
  );

/** A component is created when all its children are. */
function isCreated(tree: Node[], index: number): boolean {
  const node = tree[index];
  if (node === undefined) return true;
  if (node.custom) return node.isCreated;
  return tree.every((child, at) => child.parent !== index || isCreated(tree, at));
}

describe("dependencies of an invoke", () => {
  it("dependencies are created when custom resources have IDs and all children of components are created", async () => {
    await fc.assert(
      fc.asyncProperty(trees, fc.array(fc.nat({ max: 14 })), async (tree, requested) => {
        const registrations = new Registrations();
        for (const [index, { custom, parent, ...node }] of tree.entries()) {
          const of = { custom, ...(parent === undefined ? {} : { parent: String(parent) }) };
          const id = custom && node.isCreated ? "id" : undefined;
          await registrations.track(of, Promise.resolve(resultFor(String(index), id)));
        }
        const expected = requested.every((index) => isCreated(tree, index));
        assert.equal(await registrations.areCreated(requested.map(String)), expected);
      }),
    );
  });

  it("an invoke waits for children that a component is still registering, including those that fail", async () => {
    const registrations = new Registrations();
    await registrations.track({ custom: false }, Promise.resolve(resultFor("group")));
    const [first, second] = [Promise.withResolvers<RegisterResult>(), Promise.withResolvers<RegisterResult>()];
    const failed = registrations.track({ custom: true, parent: "group" }, first.promise);
    void registrations.track({ custom: true, parent: "group" }, second.promise);
    const requested = registrations.areCreated(["group"]);
    first.reject(new Error("refused"));
    await assert.rejects(failed);
    second.resolve(resultFor("item"));
    assert.equal(await requested, false);
    assert.equal(await registrations.areCreated(["elsewhere"]), true);
  });
});
