import assert from "node:assert/strict";
import fc from "fast-check";
import { projectName, resourceGroupName, slug } from "../../../infra/catalog/names.ts";

/** What Pulumi takes for a stack's name. */
const stackNames = fc.stringMatching(/^[A-Za-z0-9_.-]{1,100}$/);
const nodeNames = fc.stringMatching(/^[a-z][a-z0-9-]{0,38}[a-z0-9]$/);
/** What Google takes for an instance, a network, a firewall rule or a tag. */
const GOOGLE = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;

describe("names of resources", () => {
  it("are what both clouds take, whatever the stack is called", () => {
    fc.assert(
      fc.property(stackNames, nodeNames, (stack, node) => {
        assert.match(projectName(stack, node), GOOGLE);
        assert.match(resourceGroupName(stack), GOOGLE);
      }),
      { numRuns: 500 },
    );
  });

  it("are their text where that is one already", () => {
    fc.assert(fc.property(nodeNames, (name) => assert.equal(slug(name), name)));
  });

  it("are two for two stacks, also for such as differ in case or marks only", () => {
    fc.assert(
      fc.property(fc.uniqueArray(stackNames, { minLength: 2, maxLength: 20 }), (stacks) => {
        assert.equal(new Set(stacks.map(resourceGroupName)).size, stacks.length);
      }),
    );
    assert.equal(new Set(["Edge", "edge", "ed.ge", "ed_ge"].map(resourceGroupName)).size, 4);
  });
});
