import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { loadCommand } from "../../loadgen/cli/options.ts";
import { errorClasses, thresholdMetrics } from "../../loadgen/index.ts";
import { kinds } from "../../loadgen/measure/sample.ts";

const text = readFileSync(new URL("../../docs/loadgen.md", import.meta.url), "utf8");

/** First cells of the table that follows a row with these heads. */
function rows(head: string): string[] {
  const lines = text.split("\n");
  const start = lines.findIndex((line) => line.startsWith(`| ${head} |`));
  const end = lines.findIndex((line, at) => at > start && !line.startsWith("|"));
  return lines.slice(start + 2, end).map((line) => line.split("|")[1]!.trim().replaceAll("`", ""));
}

describe("docs/loadgen.md", () => {
  it("lists every option of the command, and no other", () => {
    const options = loadCommand().options.map(({ long }) => long);
    assert.deepEqual(rows("option").sort(), options.sort());
  });

  it("lists every class of failure with what it means", () => {
    assert.deepEqual(rows("class"), Object.keys(errorClasses));
    for (const meaning of Object.values(errorClasses)) assert.ok(text.includes(meaning), meaning);
  });

  it("lists every threshold metric and every kind of time", () => {
    assert.deepEqual(rows("metric"), Object.keys(thresholdMetrics));
    assert.deepEqual(rows("time").sort(), [...kinds].sort());
  });
});
