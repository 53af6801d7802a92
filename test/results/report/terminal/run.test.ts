import assert from "node:assert/strict";
import { runList, runTable } from "../../../../results/report/index.ts";
import { aLocalRun, anArchivedRun } from "../../../helpers/archived-runs.ts";
import { aCell, aResult, anOutputs } from "../../../helpers/builders.ts";

const HOSTILE = "\u001b[2J\u001b]0;owned\u0007GET /\r\nfake row";
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0009\u000b-\u001f]/;

describe("one run on a terminal", () => {
  it("a run is shown with one line per cell, its status and reasons", () => {
    const reasons = [{ code: "stopped", message: "stopped by the user" }];
    const load = [
      aCell(),
      aCell({ level: "high", cell: "load-high-1", result: aResult({ status: "partial", reasons }) }),
    ];
    const text = runTable(anArchivedRun(anOutputs({ load })));
    assert.match(text, /^low +10 users +50 req\/s +0 % +8 ms +30 ms +50 ms +20 % +complete$/m);
    assert.match(text, /^high .* PARTIAL$/m);
    assert.match(text, /! high is partial: stopped by the user/);
  });

  it("a run with cells that never ran shows them with the reason, and what to do next", () => {
    const run = aLocalRun();
    const missing = "not run: stopped";
    const cells = run.cells.map((cell, index) => (index === 2 ? { ...cell, output: null, missing } : cell));
    const text = runTable({ ...run, status: "partial", cells });
    assert.match(text, /run run-a, emulated, partial/);
    assert.match(text, /^low .* complete$/m);
    assert.match(text, /^high .* not run: stopped$/m);
    assert.match(text, /^partial: `stackmark up local` measures what is missing/m);
  });

  it("a run with three levels says why it has no knee and no scaling law", () => {
    assert.match(
      runTable(aLocalRun()),
      /no knee \(two-segment least squares\): 3 different loads; at least 5 are needed/,
    );
  });

  it("hostile names cannot control the terminal in a run", () => {
    const load = [
      aCell({ cell: HOSTILE, level: HOSTILE, result: aResult({ reasons: [{ code: "x", message: HOSTILE }] }) }),
    ];
    assert.doesNotMatch(runTable(anArchivedRun(anOutputs({ stack: HOSTILE, load }))), CONTROL);
  });
});

describe("the list of runs on a terminal", () => {
  const run = {
    runId: "run-a",
    dir: "/runs/run-a",
    stack: "local",
    status: "complete" as const,
    startedAt: "2026-03-01T10:00:00.000Z",
    labels: {},
    cells: 3,
    isImported: false,
    problem: null,
    next: "compare it",
  };

  it("the list of runs has one line per run, with problems below", () => {
    const broken = {
      ...run,
      runId: "run-b",
      stack: null,
      status: "unreadable" as const,
      startedAt: null,
      problem: `bad ${HOSTILE}`,
    };
    const text = runList([run, broken]);
    assert.match(text, /^run-a +local +complete +2026-03-01 10:00:00 UTC +3$/m);
    assert.match(text, /! run-b: bad/);
    assert.match(text, /^unreadable: .*stackmark results rm RUN --yes/m);
    assert.doesNotMatch(text, CONTROL);
  });

  it("the list of an empty archive says that it is empty", () => {
    assert.equal(runList([]), "The archive is empty.\n");
  });
});
