import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { measuredRuns, openCell, writeRun } from "../../../results/archive/index.ts";
import { aCell, anOutputs } from "../../helpers/builders.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

describe("the measured runs of a stack", () => {
  const folder = temporaryFolder();
  async function archived(stack: string, runId: string, isClosed: boolean) {
    const cell = aCell({ runId });
    await (await openCell(folder.path, runId, cell.cell, { stack })).close(cell);
    if (isClosed) await writeRun(folder.path, anOutputs({ stack, runId, load: [cell] }));
  }

  it("the runs of a stack are read whether they are closed or not, without those of others or broken ones", async () => {
    await archived("shop", "shop-1", true);
    await archived("shop", "shop-2", false);
    await archived("other", "other-1", true);
    await archived("shop", "shop-3", true);
    writeFileSync(join(folder.path, "shop-3", "run.json"), "{");
    const runs = await measuredRuns(folder.path, "shop");
    assert.deepEqual(runs.map(({ runId }) => runId).sort(), ["shop-1", "shop-2"]);
    assert.deepEqual(
      runs.map(({ load }) => load.map(({ cell }) => cell)),
      [["load-low-1"], ["load-low-1"]],
    );
  });
});
