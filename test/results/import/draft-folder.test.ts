import assert from "node:assert/strict";
import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { identityOf } from "../../../base/process-identity.ts";
import { draftName, removeStaleDrafts } from "../../../results/import/draft-folder.ts";
import { importRun } from "../../../results/import/index.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";
import { at } from "./files.ts";

describe("drafts of imports", () => {
  const runs = temporaryFolder();
  const dead = { ...identityOf(process.pid), startTime: "an earlier boot/1" };

  it("those of dead processes are removed, and those of living or unknown ones stay", async () => {
    const kept = [
      draftName(),
      draftName({ ...dead, pidNamespace: "pid:[1]" }),
      ".import-e0b9a6f6-1f43-4d9c-9a94-3a0d2f4a8f43",
      ".import-e30.00000000",
      "run-a",
    ];
    for (const name of [...kept, draftName(dead)]) await mkdir(join(runs.path, name, "cells"), { recursive: true });
    await removeStaleDrafts(runs.path);
    assert.deepEqual((await readdir(runs.path)).sort(), kept.sort());
  });

  it("an import removes what a killed one left, and leaves no draft itself", async () => {
    const home = join(runs.path, "own");
    await mkdir(join(home, draftName(dead), "run", "cells"), { recursive: true });
    await importRun(home, [at("base", "k6-export.json")], { stack: "shop", runId: "run-b" });
    assert.deepEqual(await readdir(home), ["run-b"]);
  });
});
