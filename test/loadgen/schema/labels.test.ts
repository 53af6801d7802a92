import assert from "node:assert/strict";
import { hasLabels, labelsText, parseLabels, type Labels } from "../../../loadgen/schema/labels.ts";

const COMMIT = "4f2a91c07d".repeat(4);

describe("labels", () => {
  it("a label is key=value; values may contain `=`, and the last of several with one key counts", () => {
    const { labels, problems } = parseLabels(["commit=4f2a91c", "note=a=b c", "commit=5"]);
    assert.deepEqual([labels, problems], [{ commit: "5", note: "a=b c" }, []]);
  });

  it("each label without a key or a value is reported", () => {
    const { problems } = parseLabels(["commit", "=x", "1a=b", "k=", `k=${"x".repeat(201)}`, "good=1"]);
    assert.equal(problems.length, 5);
    for (const problem of problems) assert.match(problem, /^--label .*must be key=value, such as commit=4f2a91c/);
  });

  it("a run has the wanted labels if all are equal, or if a commit begins with the wanted one", () => {
    const labels = { commit: COMMIT, branch: "main" };
    assert.ok(hasLabels(labels, {}));
    assert.ok(hasLabels(labels, { commit: "4f2a", branch: "main" }));
    const others: Labels[] = [{ commit: "4f2" }, { commit: "4f2b" }, { branch: "mai" }, { other: "main" }];
    for (const wanted of others) assert.ok(!hasLabels(labels, wanted), JSON.stringify(wanted));
  });

  it("labels are shown in one line, with whole commits abbreviated", () => {
    assert.equal(labelsText({ commit: COMMIT, branch: "main" }), "commit=4f2a91c07d branch=main");
    assert.equal(labelsText({ commit: "v1.2" }), "commit=v1.2");
  });
});
