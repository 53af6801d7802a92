import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const fixtures = join(import.meta.dirname, "../fixtures");

/** Compares a text with a file of test/fixtures. `STACKMARK_WRITE_GOLDEN=1` writes the file first, to review its diff. */
export function assertGolden(path: string, text: string): void {
  const file = join(fixtures, path);
  if (process.env.STACKMARK_WRITE_GOLDEN === "1") {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  assert.equal(text, readFileSync(file, "utf8"), `${path} differs; STACKMARK_WRITE_GOLDEN=1 updates it`);
}
