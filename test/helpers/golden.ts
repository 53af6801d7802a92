import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { diff } from "node:util";

const fixtures = join(import.meta.dirname, "../fixtures");
/** Of a message. */
const MAX_LINES = 40;

/** Compares a text with a file of test/fixtures. `STACKMARK_WRITE_GOLDEN=1` writes the file first, to review its diff. */
export function assertGolden(path: string, text: string): void {
  const file = join(fixtures, path);
  if (process.env.STACKMARK_WRITE_GOLDEN === "1") {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const different = differentLines(text, readFileSync(file, "utf8"));
  if (different.length === 0) return;
  const lines = different.slice(0, MAX_LINES).join("\n");
  assert.fail(`${path} differs in ${different.length} lines; STACKMARK_WRITE_GOLDEN=1 updates it:\n${lines}`);
}

/** Whole lines that only one of the texts has: the assertion's own message cuts long texts off, often before they differ. */
const differentLines = (actual: string, expected: string): string[] =>
  diff(actual.split("\n"), expected.split("\n"))
    .filter(([side]) => side !== 0)
    .map(([side, line]) => `${side > 0 ? "+" : "-"} ${line}`);
