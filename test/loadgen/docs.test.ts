import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { loadCommand, optionsTable } from "../../loadgen/cli/options.ts";
import { HEALTH_RULES } from "../../loadgen/coordinator/result/generator.ts";
import { ERROR_CLASSES, THRESHOLD_METRICS } from "../../loadgen/index.ts";
import { TIMING_KINDS } from "../../loadgen/schema/request.ts";
import { SHAPES } from "../../loadgen/schema/shapes.ts";

const text = readFileSync(new URL("../../docs/loadgen.md", import.meta.url), "utf8");

/** First cells of the table that follows a row with these heads. */
function rows(head: string): string[] {
  return cells(head).map(([first]) => first!);
}

function cells(head: string): string[][] {
  const lines = text.split("\n");
  const start = lines.findIndex((line) => line.startsWith(`| ${head} |`));
  const end = lines.findIndex((line, at) => at > start && !line.startsWith("|"));
  const trimmed = (line: string) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll("`", ""));
  return lines.slice(start + 2, end).map(trimmed);
}

describe("docs/loadgen.md", () => {
  it("docs/loadgen.md lists exactly the options of the command", () => {
    const options = loadCommand().options.map(({ long }) => long);
    assert.deepEqual(rows("option").sort(), options.sort());
  });

  it("docs/loadgen.md gives each option its default", () => {
    const documented = Object.fromEntries(cells("option").map(([name, , byDefault]) => [name, byDefault]));
    for (const { long, defaultValue } of loadCommand().options) {
      if (typeof defaultValue === "string") assert.equal(documented[long!], defaultValue, long);
    }
  });

  it("docs/loadgen.md has the generated table of options", () => {
    assert.ok(text.includes(`${optionsTable()}\n`), `docs/loadgen.md should have this table:\n${optionsTable()}`);
  });

  it("docs/loadgen.md lists every shape", () => assert.deepEqual(rows("shape"), [...SHAPES]));

  it("the docs list every class of failure with its meaning", () => {
    assert.deepEqual(rows("class"), Object.keys(ERROR_CLASSES));
    for (const meaning of Object.values(ERROR_CLASSES)) assert.ok(text.includes(meaning), meaning);
  });

  it("docs/loadgen.md lists every health rule", () => assert.deepEqual(rows("rule"), [...HEALTH_RULES]));

  it("docs/loadgen.md lists every threshold metric and every kind of time", () => {
    assert.deepEqual(rows("metric"), Object.keys(THRESHOLD_METRICS));
    assert.deepEqual(rows("time").sort(), [...TIMING_KINDS].sort());
  });
});
