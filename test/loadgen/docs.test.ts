import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadCommand, optionsTable, SHAPES } from "../../loadgen/cli/options.ts";
import { errorClasses, runLoad, thresholdMetrics } from "../../loadgen/index.ts";
import { TIMING_KINDS } from "../../loadgen/schema/request.ts";
import { countingServer } from "./helpers/counting-server.ts";

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

/** Scenario modules among its examples, by the name that they give themselves. */
function examples(): [name: string, source: string][] {
  const blocks = [...text.matchAll(/^```ts\n([^]*?)^```/gm)].map(([, source = ""]) => source);
  return blocks.flatMap((source) => {
    const name = /name: "(\w+)",\n +thinkTime/.exec(source)?.[1];
    return name === undefined ? [] : [[name, source]];
  });
}

describe("docs/loadgen.md", () => {
  it("lists every option of the command, and no other", () => {
    const options = loadCommand().options.map(({ long }) => long);
    assert.deepEqual(rows("option").sort(), options.sort());
  });

  it("gives each option the default that it has", () => {
    const documented = Object.fromEntries(cells("option").map(([name, , byDefault]) => [name, byDefault]));
    for (const { long, defaultValue } of loadCommand().options) {
      if (typeof defaultValue === "string") assert.equal(documented[long!], defaultValue, long);
    }
  });

  it("has the table of options that is generated from the options themselves", () => {
    assert.ok(text.includes(`${optionsTable()}\n`), `docs/loadgen.md should have this table:\n${optionsTable()}`);
  });

  it("lists every shape", () => assert.deepEqual(rows("shape"), [...SHAPES]));

  it("has three scenarios as examples, and each of them runs", async function () {
    this.timeout(60_000);
    const folder = mkdtempSync(join(tmpdir(), "load-docs-"));
    await using server = await countingServer((_, response) => void response.end("balance: 5"));
    try {
      assert.deepEqual(
        examples().map(([name]) => name),
        ["shop", "account", "search"],
      );
      for (const [name, source] of examples()) {
        const file = join(folder, `${name}.ts`);
        writeFileSync(file, source);
        const before = server.counts.requests;
        const { result } = await runLoad({
          ...{ model: "closed", scenario: file, target: server.url, users: 3, spawnRatePerS: 30, durationMs: 1500 },
          ...{ thinkTimeScale: 0.02, calibrationMs: 0 },
        });
        assert.deepEqual(
          [result.accounting.failed, result.reasons.map(({ code }) => code).includes("audit-failed")],
          [0, false],
        );
        assert.ok(server.counts.requests > before + 3, name);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("lists every class of failure with what it means", () => {
    assert.deepEqual(rows("class"), Object.keys(errorClasses));
    for (const meaning of Object.values(errorClasses)) assert.ok(text.includes(meaning), meaning);
  });

  it("lists every threshold metric and every kind of time", () => {
    assert.deepEqual(rows("metric"), Object.keys(thresholdMetrics));
    assert.deepEqual(rows("time").sort(), [...TIMING_KINDS].sort());
  });
});
