import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { archivedOutputs, writeRun } from "../../../results/archive/index.ts";
import { aCell, anOutputs } from "../../helpers/builders.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

describe("the outputs of archived runs", () => {
  const dir = temporaryFolder();

  it("archivedOutputs reads the closed runs of the named stacks only, and skips broken ones", async () => {
    for (const [stack, runId] of [
      ["a", "a-1"],
      ["a", "a-2"],
      ["b", "b-1"],
      ["c", "c-1"],
    ] as const)
      await writeRun(dir.path, anOutputs({ stack, runId, load: [aCell({ runId })] }));
    await mkdir(join(dir.path, "broken"));
    await writeFile(join(dir.path, "broken", "run.json"), "{");
    const found = await archivedOutputs(dir.path, ["a", "b", "b"]);
    assert.deepEqual(found.map(({ runId }) => runId).sort(), ["a-1", "a-2", "b-1"]);
    assert.deepEqual(await archivedOutputs(join(dir.path, "none"), ["a"]), []);
  });
});
