import assert from "node:assert/strict";
import type { Progress } from "@stackmark/loadgen";
import { TurnProgress } from "../../../cli/ab/progress.ts";
import type { MeasuredCell } from "../../../results/schema/outputs.ts";
import { aCell, aLatency, aResult, anEndpoint } from "../../helpers/builders.ts";

const progress = (remainingMs: number) =>
  ({ ratePerS: 1234, p50Ms: 4.65, p95Ms: 9.2, remainingMs, failures: 0 }) as Progress;
const overall = anEndpoint({
  requests: 200,
  failures: 3,
  ratePerS: 98.7,
  latencyMs: aLatency(10, { p50: 9, p95: 20 }),
});
const cellOf = (over: Parameters<typeof aResult>[0] = {}) =>
  aCell({ result: aResult({ overall, ...over }) }) as MeasuredCell;

describe("progress of ab", () => {
  let now = 0;
  const begin = (options: { isTTY?: boolean; columns?: number } = {}) => {
    now = 0;
    let text = "";
    const output = { ...options, write: (more: string) => (text += more) };
    const turns = new TurnProgress(output, ["old", "new"], { turns: 4, turnMs: 30_000 });
    return { turns, clock: () => now, text: () => text };
  };

  it("without a terminal, a turn has a line at its start, one every 10 s, and one with its figures", () => {
    const { turns, clock, text } = begin();
    const turn = turns.begin("old", clock);
    for (now = 1000; now <= 30_000; now += 1000) turn.live(progress(30_000 - now));
    turn.end(cellOf());
    const lines = text().trimEnd().split("\n");
    assert.deepEqual(
      lines.map((line) => /\d+ (min|s)( \d+ s)? left|[\d.]+ % failed/.exec(line)?.[0]),
      ["2 min left", "1 min 50 s left", "1 min 40 s left", "1 min 30 s left", "1.50 % failed"],
    );
    assert.match(lines.at(-1)!, /^1\/4 {2}old {2}.*98\.7 req\/s {2}p50 9 ms +p95 20 ms/);
  });

  it("the time that is left follows from the turns that have ended", () => {
    const { turns, clock, text } = begin();
    const turn = turns.begin("old", clock);
    now = 60_000;
    turn.end(cellOf());
    turns.begin("new", clock);
    assert.match(text(), /2\/4 {2}new {2}2 min 30 s left\n$/);
    for (const name of ["new", "old", "new"]) {
      const next = turns.begin(name, clock);
      now += 10_000;
      next.live(progress(0));
      next.end(cellOf());
    }
    assert.match(text(), /\n4\/4 {2}new .* ending\n4\/4 .* failed\n$/);
  });

  it("on a terminal, one line is overwritten, fits the width, and is replaced by the figures of the turn", () => {
    const { turns, clock, text } = begin({ isTTY: true, columns: 40 });
    const turn = turns.begin("old", clock);
    turn.live(progress(20_000));
    turn.end(cellOf());
    const [kept, ...rest] = text().split("\n");
    assert.deepEqual(rest, [""]);
    const shown = kept!.split("\r\u001b[K").slice(1);
    assert.deepEqual([shown.length, shown.slice(0, -1).every((line) => line.length < 40)], [3, true]);
    assert.match(shown.at(-1)!, /1\.50 % failed$/);
  });

  it("a cell that is no evidence says why below its figures", () => {
    const { turns, text } = begin();
    turns.begin("old").end(cellOf({ status: "invalid", reasons: [{ code: "x", message: "nothing answers" }] }));
    assert.match(text(), /\n {2}invalid: nothing answers\n$/);
  });

  it("reasons are clipped to the width of a terminal, because the comparison has them in full", () => {
    const { turns, text } = begin({ isTTY: true, columns: 40 });
    turns.begin("old").end(cellOf({ status: "invalid", reasons: [{ code: "x", message: "m".repeat(50) }] }));
    const last = text().trimEnd().split("\u001b[K").at(-1)!;
    assert.match(last, /^ {2}invalid: m+…$/);
    assert.equal(last.length, 39);
  });

  it("a long name is clipped from its front, which says less", () => {
    let text = "";
    const name = "http://shop.example.com/very/long/path/v2";
    new TurnProgress({ write: (more: string) => (text += more) }, [name], { turns: 1, turnMs: 1 }).begin(name);
    assert.match(text, /^1\/1 {2}…\S{23} {2}/);
    assert.match(text, /path\/v2 /);
  });
});
