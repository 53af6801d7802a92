import assert from "node:assert/strict";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { makeTemporaryFolder } from "../../base/temporary-folder.ts";

describe("a temporary folder", () => {
  it("is empty at first, and is gone with its content after its use, also if that fails", async () => {
    const paths: string[] = [];
    const use = async () => {
      await using folder = await makeTemporaryFolder("stackmark-test-");
      paths.push(folder.path);
      assert.equal(dirname(folder.path), tmpdir());
      assert.deepEqual(readdirSync(folder.path), []);
      writeFileSync(join(folder.path, "file"), "x");
      throw new Error("it failed");
    };
    await assert.rejects(use(), /it failed/);
    assert.equal(existsSync(paths[0]!), false);
  });
});
