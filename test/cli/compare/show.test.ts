import assert from "node:assert/strict";
import { parseShow, showComparisons, type ShowOptions } from "../../../cli/compare/show.ts";
import type { Context } from "../../../cli/context.ts";
import { runsDir } from "../../../infra/home.ts";
import { writeRun } from "../../../results/archive/index.ts";
import { aCell, aLatency, aResult, anEndpoint, anOutputs } from "../../helpers/builders.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

const run = (stack: string, avg: number, runId = `${stack}-new`) =>
  anOutputs({
    stack,
    runId,
    load: [aCell({ runId, result: aResult({ overall: anEndpoint({ latencyMs: aLatency(avg) }) }) })],
  });

describe("showing a comparison", () => {
  const home = temporaryFolder();
  const show = async (options: ShowOptions, factor = 1.3) => {
    const written = { stdout: "", stderr: "" };
    const to = (stream: keyof typeof written) => ({ write: (text: string) => (written[stream] += text) });
    const context = {
      home: home.path,
      env: {},
      colour: false,
      stdout: to("stdout"),
      stderr: to("stderr"),
    } as unknown as Context;
    const codes = await showComparisons(context, run("a", 10), [run("b", 10 * factor)], parseShow(options));
    return { codes, ...written };
  };

  it("the first line is the headline, in text and Markdown", async () => {
    const expected =
      /^(### )?Cannot tell whether b is slower: median \(p50\) \+2\.40 ms \(\+30\.0 %\) at 10 users \(level low\)/;
    assert.match((await show({})).stdout, expected);
    assert.match((await show({ markdown: true })).stdout.replaceAll("\\", ""), expected);
  });

  it("--all shows every metric, and is refused beside JSON and Markdown, which have them", async () => {
    assert.doesNotMatch((await show({})).stdout, /p90/);
    assert.match((await show({ all: true })).stdout, /p90/);
    for (const other of [{ json: true }, { markdown: true }] as const)
      assert.throws(() => parseShow({ all: true, ...other }), { code: "OPTION_INVALID", message: /--all/ });
  });

  it("archived runs of both stacks replace the assumed spread", async () => {
    for (const stack of ["a", "b"])
      for (const [i, noise] of [1, 1.01, 0.99, 1.02].entries())
        await writeRun(runsDir(home.path), run(stack, noise * (stack === "a" ? 10 : 13), `${stack}-${i}`));
    const { stdout, codes } = await show({ failOn: "worse" });
    assert.match(
      stdout,
      /^b is slower: median .*One run a side: \+.* at 99 % confidence, if runs vary by 1\.3 % \(4 archived runs\)\./,
    );
    assert.deepEqual(codes, [4]);
  });

  it("--assumed-spread takes a percentage, and halves it for rates", async () => {
    assert.deepEqual(parseShow({ assumedSpread: "5 %" }).assumedSpread, { latencyPct: 5, ratePct: 2.5 });
    for (const assumedSpread of ["0", "-3", "wide", ""])
      assert.throws(() => parseShow({ assumedSpread }), { code: "OPTION_INVALID", message: /--assumed-spread/ });
    assert.match(
      (await show({ assumedSpread: "3" })).stdout,
      /^b is slower: .* at 99 % confidence, if runs vary by 3 %\./,
    );
  });

  it("an inconclusive gate passes and says so, and one that can decide nothing is refused before anything is shown", async () => {
    const { codes, stderr } = await show({ failOn: "worse:p50" });
    assert.deepEqual(codes, []);
    assert.match(stderr, /^--fail-on worse:p50: passed, but inconclusive/);
    await assert.rejects(show({ failOn: "worse:rate" }), { code: "GATE_UNDECIDABLE", exitCode: 2 });
  });
});
