import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { recordStack, resourceTree } from "../../../cli/plan/resources.ts";
import { planStackFile } from "../../../infra/stack-file.ts";
import { root } from "../../helpers/imports.ts";

describe("the resources of a plan", function () {
  this.timeout(60_000);

  it("addresses that a cloud chooses are known after up, also where rules name them", async () => {
    const { unset } = planStackFile("single", readFileSync(join(root, "Pulumi.single.yaml"), "utf8"));
    const text = resourceTree(await recordStack({ root, env: process.env }, "single", unset), unset);
    assert.match(text, /destinationAddressPrefixes: "?\[known after up\]/);
    assert.doesNotMatch(text, /undefined/);
  });
});
