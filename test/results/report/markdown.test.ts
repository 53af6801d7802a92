import assert from "node:assert/strict";
import { compare } from "../../../results/compare/index.ts";
import { comparisonMarkdown } from "../../../results/report/index.ts";
import { aCell, aLatency, aResult, aWanOutputs, anEndpoint, anOutputs } from "../../helpers/builders.ts";

const run = (stack: string, factor: number) =>
  anOutputs({
    stack,
    load: [1, 1.01, 0.99].map((noise, index) =>
      aCell({
        repeat: index + 1,
        result: aResult({ overall: anEndpoint({ latencyMs: aLatency(10 * noise * factor) }) }),
      }),
    ),
  });

describe("a comparison as Markdown", () => {
  it("begins with the verdict, and has a table of the primaries and one of all metrics, folded", () => {
    const text = comparisonMarkdown(compare(run("main", 1), run("branch", 2)));
    assert.match(text, /^### main → branch: worse\n/);
    assert.match(text, /^\| primary \| change \| .*\n\| --- \|.*\n\| low p50 \| \+100 % \|.*\| worse \|$/m);
    assert.match(text, /<details><summary>All metrics<\/summary>\n\n\| level \| metric \|/);
  });

  it("says that one repeat is inconclusive, without an empty table", () => {
    const text = comparisonMarkdown(compare(anOutputs(), aWanOutputs()));
    assert.match(text, /^### local → local-wan: inconclusive/);
    assert.doesNotMatch(text, /\| primary \|/);
    assert.match(text, /\| placement \| frontend \| node-1 \| node-2 \|/);
  });

  it("has as many cells in every row of a table, and gives names no markup", () => {
    const text = comparisonMarkdown(compare(run("a|b", 1), run("<img src=x> @you *bold*", 2)));
    const widths = text
      .split("\n\n")
      .filter((part) => part.startsWith("| "))
      .map((part) => new Set(part.split("\n").map((row) => row.replaceAll("\\|", "").split("|").length)).size);
    assert.deepEqual([...new Set(widths)], [1]);
    assert.doesNotMatch(text, /<img|[^\\]@you|[^\\*]\*bold/);
  });
});
