import assert from "node:assert/strict";
import { LOAD_TOOLS } from "../../../../../../infra/catalog/load-tools.ts";
import { endIn, versionIn } from "../../../../../../infra/load/measure/tool/parts/scripts.ts";

describe("what scripts of a tool's part print", () => {
  it("the version is read from what the tool says, and a tool that is not there has none", () => {
    assert.equal(versionIn("found\nk6 v1.8.1 (go1.26, linux/amd64)\n", LOAD_TOOLS.k6), "1.8.1");
    assert.equal(versionIn("found\nsomething else\n", LOAD_TOOLS.k6), "unknown");
    assert.equal(versionIn("absent\n", LOAD_TOOLS.k6), null);
  });

  it("a part runs, or has ended with a code, files and last lines", () => {
    assert.equal(endIn("running\n"), null);
    assert.deepEqual(endIn("ended 99\nfiles stream.json summary.json\none\n\ntwo\n"), {
      ...{ code: 99, how: "with exit code 99" },
      ...{ files: ["stream.json", "summary.json"], lastLines: ["one", "two"] },
    });
    assert.deepEqual(endIn("ended 137\nfiles\n")!.files, []);
    assert.match(endIn("ended 137\nfiles\n")!.how, /^by SIGKILL/);
  });

  it("anything else is no answer", () => {
    for (const printed of ["", "ended\n", "ended 0\nlog\n", "sh: not found\n"])
      assert.throws(() => endIn(printed), /^Error: it answered/);
  });
});
