/** When a function that depends on resources may be called: against a walk over the whole tree of what is there. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { Registrations } from "../../../engine/deploy/registrations.ts";
import type { RegisterResult } from "../../../engine/protocol/resource-monitor.ts";

const there = (urn: string, id?: string): RegisterResult => ({
  ...{ urn, outputs: {}, result: "success" },
  ...(id === undefined ? {} : { id }),
});

interface Node {
  custom: boolean;
  isThere: boolean;
  /** Index of an earlier one. */
  parent: number | undefined;
}

const trees: fc.Arbitrary<Node[]> = fc
  .array(fc.record({ custom: fc.boolean(), isThere: fc.boolean(), seed: fc.nat() }), { maxLength: 12 })
  .map((drawn) =>
    drawn
      .map(({ seed, ...rest }, index) => ({ ...rest, parent: seed % (index + 1) || undefined }))
      .map((node) => (node.parent === undefined ? node : { ...node, parent: node.parent - 1 })),
  );

/** A custom resource stands for itself, a component for all below it, down to the first custom ones. */
function isThere(tree: Node[], index: number): boolean {
  const node = tree[index];
  if (node === undefined) return true;
  if (node.custom) return node.isThere;
  return tree.every((child, at) => child.parent !== index || isThere(tree, at));
}

describe("dependencies of an invoke", () => {
  it("dependencies are created when custom resources have IDs and all children of components are created", async () => {
    await fc.assert(
      fc.asyncProperty(trees, fc.array(fc.nat({ max: 14 })), async (tree, asked) => {
        const registrations = new Registrations();
        for (const [index, { custom, parent, ...node }] of tree.entries()) {
          const of = { custom, ...(parent === undefined ? {} : { parent: String(parent) }) };
          const id = custom && node.isThere ? "id" : undefined;
          await registrations.track(of, Promise.resolve(there(String(index), id)));
        }
        const expected = asked.every((index) => isThere(tree, index));
        assert.equal(await registrations.areCreated(asked.map(String)), expected);
      }),
    );
  });

  it("children that a component is still registering are waited for, including those that fail", async () => {
    const registrations = new Registrations();
    await registrations.track({ custom: false }, Promise.resolve(there("group")));
    const [first, second] = [Promise.withResolvers<RegisterResult>(), Promise.withResolvers<RegisterResult>()];
    const failed = registrations.track({ custom: true, parent: "group" }, first.promise);
    void registrations.track({ custom: true, parent: "group" }, second.promise);
    const asked = registrations.areCreated(["group"]);
    first.reject(new Error("refused"));
    await assert.rejects(failed);
    second.resolve(there("item"));
    assert.equal(await asked, false);
    assert.equal(await registrations.areCreated(["elsewhere"]), true);
  });
});
