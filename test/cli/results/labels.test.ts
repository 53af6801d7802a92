import assert from "node:assert/strict";
import { gitLabels, labelsOf } from "../../../cli/results/labels.ts";

const HEAD = ["# branch.oid 4f2a91c07d", "# branch.head main", "# branch.upstream origin/main", "# branch.ab +0 -0"];

describe("labels of runs", () => {
  it("a clean checkout gives the commit and the branch", () => {
    assert.deepEqual(gitLabels(`${HEAD.join("\n")}\n`), { commit: "4f2a91c07d", branch: "main" });
  });

  it("changes of tracked files make it dirty", () => {
    const changed = "1 .M N... 100644 100644 100644 aaa aaa Pulumi.local.yaml";
    assert.deepEqual(gitLabels([...HEAD, changed].join("\n"))["dirty"], "true");
  });

  it("a detached head has no branch, and a repository without a commit no commit", () => {
    assert.deepEqual(gitLabels("# branch.oid 4f2a\n# branch.head (detached)\n"), { commit: "4f2a" });
    assert.deepEqual(gitLabels("# branch.oid (initial)\n# branch.head main\n"), { branch: "main" });
    assert.deepEqual(gitLabels(""), {});
  });

  it("every wrong label is reported at once", () => {
    assert.throws(() => labelsOf({ label: ["a", "b"] }), {
      code: "OPTION_INVALID",
      message: /--label a: .*\n--label b: /,
    });
  });
});
