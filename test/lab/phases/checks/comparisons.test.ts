import assert from "node:assert/strict";
import { latencyCheck, singleRunIn } from "../../../../lab/phases/checks/latency.ts";
import { compare } from "../../../../lab/phases/checks/readings.ts";

type Row = [endpoint: string, observedMs: number | null, explainedMs: number | null];

const diff = (...rows: Row[]): string =>
  JSON.stringify({
    levels: [
      { roundTrips: rows.map(([endpoint, observedMs, explainedMs]) => ({ endpoint, observedMs, explainedMs })) },
    ],
  });

describe("the latency that round trips explain", () => {
  it("is all of it within a tenth, over the endpoints whose round trips are known", () => {
    const unknown: Row[] = [
      ["*", 900, 100],
      ["POST /cart", 500, null],
    ];
    assert.equal(latencyCheck(diff(["GET /", 330, 300], ["GET /product/:id", 200, 220], ...unknown)).holds, true);
  });

  it("is too little, too much, or unknown", () => {
    for (const rows of [[["GET /", 400, 300]], [["GET /", 300, 400]], [["*", 300, 300]], [["GET /", 5, 0]]] as Row[][])
      assert.equal(latencyCheck(diff(...rows)).holds, false, JSON.stringify(rows));
  });

  it("is refused if the comparison is something else", () => {
    assert.throws(() => latencyCheck('{"levels": [{}]}'), { code: "LAB_MALFORMED_ANSWER" });
  });
});

describe("the run of a single node to compare with", () => {
  const run = (runId: string, stack: string | null, status = "complete") => ({ runId, stack, status, cells: 1 });

  it("is the newest complete one; lists have the newest first", () => {
    const runs = [
      run("e", null),
      run("d", "multicloud"),
      run("c", "single", "partial"),
      run("b", "single"),
      run("a", "single"),
    ];
    assert.equal(singleRunIn(JSON.stringify(runs)), "b");
    assert.equal(singleRunIn("[]"), undefined);
  });

  it("is refused if the list is something else", () => {
    assert.throws(() => singleRunIn("{}"), { code: "LAB_MALFORMED_ANSWER", message: /results ls --json/ });
  });
});

describe("readings against the kernel's counters", () => {
  /** 0.1 cores; read each second. */
  const counted = Array.from({ length: 91 }, (_, i) => [1000 + i, 5 + i / 10] as const);
  const readings = (factor: number) =>
    [1003.5, 1020.25, 1044].map((time) => [time, factor * (5 + (time - 1000) / 10)] as const);

  it("are the same within 5 % between the first and the last reading", () => {
    assert.equal(compare("CPU", readings(1.04), counted).holds, true);
    for (const factor of [0.9, 1.1]) assert.equal(compare("CPU", readings(factor), counted).holds, false);
  });

  it("only count while the kernel's counters were read, and over half a minute", () => {
    const early = [[900, 0], ...readings(1)] as const;
    assert.equal(compare("CPU", early, counted).holds, true);
    assert.equal(compare("CPU", readings(1).slice(0, 2), counted).holds, false);
    assert.equal(compare("CPU", [], counted).holds, false);
  });
});
