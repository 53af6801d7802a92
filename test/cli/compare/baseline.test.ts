import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pin, pinnedBaseline, unpin } from "../../../cli/compare/baseline.ts";
import type { Source } from "../../../results/archive/find-source.ts";
import { anArchivedRun } from "../../helpers/archived-runs.ts";
import { aCell, aResult, anOutputs } from "../../helpers/builders.ts";

describe("a pinned baseline", () => {
  let home: string;
  beforeEach(() => void (home = mkdtempSync(join(tmpdir(), "baseline-"))));
  afterEach(() => rmSync(home, { recursive: true }));

  const source = (outputs = anOutputs(), isArchived = true): Source => ({
    name: "local",
    from: "archive",
    outputs,
    run: isArchived ? anArchivedRun(outputs) : undefined,
  });

  it("the baseline is the run that was set last, until it is cleared", async () => {
    await assert.rejects(pinnedBaseline(home), { code: "BASELINE_NOT_SET" });
    await pin(home, source());
    await pin(home, source(anOutputs({ runId: "run-b" })));
    assert.equal((await pinnedBaseline(home)).runId, "run-b");
    await unpin(home);
    await assert.rejects(pinnedBaseline(home), { code: "BASELINE_NOT_SET" });
  });

  it("a run that is running or interrupted is rejected as a baseline, with what to do next", async () => {
    for (const status of ["running", "interrupted"] as const) {
      const unfinished = source();
      unfinished.run!.status = status;
      await assert.rejects(pin(home, unfinished), {
        code: "BASELINE_UNFIT",
        message: new RegExp(`it is ${status}: .*local`),
      });
    }
    await assert.rejects(pinnedBaseline(home), { code: "BASELINE_NOT_SET" });
  });

  it("a run that is not archived, or has a cell that is not evidence, is rejected as a baseline with every reason", async () => {
    const partial = aCell({ result: aResult({ status: "partial" }) });
    const steady = [{ segment: "plateau", holds: false, ratePerS: [50, 50], p50Ms: [100, 120] }];
    const unsteady = aCell({ level: "high", result: aResult({ steady }) });
    await assert.rejects(pin(home, source(anOutputs({ load: [partial, unsteady] }), false)), {
      code: "BASELINE_UNFIT",
      message: /load-low-1 is partial[^]*load-high-1 is unsteady[^]*not in the archive/,
    });
  });
});
