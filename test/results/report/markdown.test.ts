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
  it("a Markdown comparison begins with the headline and at most six metrics, and folds everything else", () => {
    const text = comparisonMarkdown(compare(run("main", 1), run("branch", 2)));
    assert.match(
      text,
      /^### branch is slower: median \(p50\) \+8\.00 ms \(\+100 %\) at 10 users \(level low\)\. 3 repeats a side, p &lt; 0\.0001\.\n/,
    );
    assert.match(text, /\.\n\n\| low, 10 users \| main \| branch \| change \| verdict \|\n\| ---/);
    assert.match(text, /^\| p50 \| 8\.00 ms \| 16\.0 ms \| \+100 % \(.* to .* %\) \| ▲ worse \|$/m);
    const [unfolded = ""] = text.split("<details>");
    assert.equal(unfolded.split("\n").filter((line) => line.startsWith("|")).length, 2 + 6);
    assert.match(text, /<summary>How the verdict was reached<\/summary>\n\nVerdict worse: /);
    assert.match(text, /^\| primary \| change \| .*\n\| --- \|.*\n\| low p50 \| \+100 % \|.*\| worse \|$/m);
    assert.match(text, /<details><summary>All metrics<\/summary>\n\n\| level \| metric \|/);
  });

  it("a Markdown comparison of one equal run per side begins with the repeats that would tell", () => {
    const text = comparisonMarkdown(compare(anOutputs(), aWanOutputs()));
    assert.match(text, /^### Cannot tell whether local-wan differs from local: .* 402 repeats a side would tell/);
    assert.match(text, /\| placement \| frontend \| node-1 \| node-2 \|/);
  });

  it("with several levels, the table has the one of the headline, and the verdicts of the others are in one line", () => {
    const levels = (stack: string, factor: number) => {
      const outputs = run(stack, factor);
      const high = run(stack, 1).load.map((cell) => ({ ...cell, cell: `load-high-${cell.repeat}`, level: "high" }));
      return { ...outputs, load: [...outputs.load, ...high] };
    };
    const text = comparisonMarkdown(compare(levels("main", 1), levels("branch", 2)));
    assert.match(text, /\n\n\| low, 10 users \| main \| branch \|/);
    assert.match(text, /\n\nOther levels: high p50 [a-z ]+, high p95 [a-z ]+\.\n\n/);
  });

  it("hostile names add no cells and no markup to a Markdown comparison", () => {
    const text = comparisonMarkdown(compare(run("a|b", 1), run("<img src=x> @you *bold*", 2)));
    const widths = text
      .split("\n\n")
      .filter((part) => part.startsWith("| "))
      .map((part) => new Set(part.split("\n").map((row) => row.replaceAll("\\|", "").split("|").length)).size);
    assert.deepEqual([...new Set(widths)], [1]);
    assert.doesNotMatch(text, /<img|[^\\]@you|[^\\*]\*bold/);
  });
});
