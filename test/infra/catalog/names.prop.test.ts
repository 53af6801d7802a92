import assert from "node:assert/strict";
import fc from "fast-check";
import { projectName, resourceGroupName, slug } from "../../../infra/catalog/names.ts";

/** What Pulumi takes for a stack's name. */
const stackNames = fc.stringMatching(/^[A-Za-z0-9_.-]{1,100}$/);
const nodeNames = fc.stringMatching(/^[a-z][a-z0-9-]{0,38}[a-z0-9]$/);
/** What Google takes for an instance, a network, a firewall rule or a tag. */
const GOOGLE = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;

describe("names of resources", () => {
  it("resource names are valid in both clouds, for any stack name", () => {
    fc.assert(
      fc.property(stackNames, nodeNames, (stack, node) => {
        assert.match(projectName(stack, node), GOOGLE);
        assert.match(resourceGroupName(stack), GOOGLE);
      }),
      { numRuns: 500 },
    );
  });

  it("a valid name stays unchanged", () => {
    fc.assert(fc.property(nodeNames, (name) => assert.equal(slug(name), name)));
  });

  it("different stacks have different resource names, even if they differ only in case or punctuation", () => {
    fc.assert(
      fc.property(fc.uniqueArray(stackNames, { minLength: 2, maxLength: 20 }), (stacks) => {
        assert.equal(new Set(stacks.map(resourceGroupName)).size, stacks.length);
      }),
    );
    assert.equal(new Set(["Edge", "edge", "ed.ge", "ed_ge"].map(resourceGroupName)).size, 4);
  });
});
