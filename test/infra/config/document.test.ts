import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { configDocument } from "../../../infra/config/document.ts";
import { root } from "../../helpers/imports.ts";

describe("docs/config.md", () => {
  it("docs/config.md matches the schema; if not, run `node infra/config/document.ts > docs/config.md`", () => {
    assert.equal(readFileSync(join(root, "docs/config.md"), "utf8"), configDocument());
  });

  it("docs/config.md describes every key", () => {
    const undescribed = configDocument()
      .split("\n")
      .filter((line) => line.startsWith("| `") && /\|\s*\|$/.test(line));
    assert.deepEqual(undescribed, []);
  });
});
