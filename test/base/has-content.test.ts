import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { hasContent } from "../../base/has-content.ts";
import { temporaryFolder } from "../helpers/temporary.ts";

describe("a file with content", () => {
  const folder = temporaryFolder();

  it("is there and not empty, and is no folder", async () => {
    const file = join(folder.path, "file");
    assert.equal(await hasContent(file), false);
    writeFileSync(file, "");
    assert.equal(await hasContent(file), false);
    writeFileSync(file, "x");
    assert.equal(await hasContent(file), true);
    assert.equal(await hasContent(folder.path), false);
  });
});
