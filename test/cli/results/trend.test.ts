import assert from "node:assert/strict";
import { join } from "node:path";
import { openCell, writeRun } from "../../../results/archive/index.ts";
import { anOutputs } from "../../helpers/builders.ts";
import { aLabelledRun } from "../../helpers/labelled-runs.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";
import { stackmark } from "../helpers/in-process.ts";

describe("`stackmark results trend`", () => {
  const home = temporaryFolder();
  const trend = (...args: string[]) => stackmark(home.path, "results", "trend", ...args);
  beforeEach(async () => {
    for (let n = 0; n < 20; n += 1) {
      const { runId, stack, load, labels } = aLabelledRun(n, n < 12 ? 10 : 13);
      const dir = join(home.path, "runs");
      await (await openCell(dir, runId, load[0]!.cell, { stack })).close(load[0]!);
      await writeRun(dir, anOutputs({ runId, stack, load }), { ...labels, branch: n % 2 === 0 ? "main" : "next" });
    }
  });

  it("without a name, it is about the stack of the newest run, and names the run of a change with its labels", async () => {
    const { code, out } = await trend();
    assert.equal(code, 0);
    assert.match(out, /^shop 20 runs/);
    assert.match(out, /^p50 at low: .* ▲ worse\n {2}since run-12 \(commit=c12 branch=main\), after run-11, p/m);
  });

  it("--label and --last choose the runs", async () => {
    const main = JSON.parse((await trend("shop", "--label", "branch=main", "--json")).out);
    assert.equal(main.runs.length, 10);
    const last = JSON.parse((await trend("shop", "--last", "4", "--json")).out);
    assert.deepEqual(
      last.runs.map(({ startedAt }: { startedAt: string }) => startedAt.slice(0, 10)),
      ["2026-01-17", "2026-01-18", "2026-01-19", "2026-01-20"],
    );
  });

  it("an unknown stack is refused", async () => {
    const { code, err } = await trend("nowhere");
    assert.equal(code, 2);
    assert.match(err, /The archive has no run of the stack `nowhere`\./);
  });
});
