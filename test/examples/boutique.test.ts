import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { planStackFile } from "../../infra/stack-file.ts";
import { root } from "../helpers/imports.ts";

describe("examples/boutique", () => {
  it("its stack has no problem, and lacks only what belongs to an account", () => {
    const text = readFileSync(join(root, "examples/boutique/Pulumi.boutique-tests.yaml"), "utf8");
    const { problems, unset } = planStackFile("boutique-tests", text);
    assert.deepEqual(problems, []);
    assert.deepEqual(unset.map(({ path }) => path).sort(), ["access.adminCidrs", "topology.gcp.project"]);
  });
});
