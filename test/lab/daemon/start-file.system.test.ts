import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NODE_ENTRY } from "../../helpers/daemon.ts";

describe("start files", function () {
  // Processes start on a machine that may be busy.
  this.timeout(60_000);
  const run = (text: string) => {
    const dir = mkdtempSync(join(tmpdir(), "stackmark-lab-"));
    const file = join(dir, "start.json");
    writeFileSync(file, text);
    const { status, stderr } = spawnSync(process.execPath, [NODE_ENTRY, file], { encoding: "utf8" });
    rmSync(dir, { recursive: true });
    return { status, stderr };
  };

  it("a node exits with 2 and reports every problem of a malformed start file", () => {
    const { status, stderr } = run(JSON.stringify({ version: 2, stack: "s", dir: "/nowhere", token: "t", cpus: 0 }));
    assert.equal(status, 2);
    assert.match(stderr, /^LAB_MALFORMED_START_FILE: /);
    for (const field of ["version", "name", "cpus", "memoryMiB", "controlPort"])
      assert.ok(stderr.includes(`${field}: `));
  });

  it("a node exits with 2 if its start file is not JSON or does not exist", () => {
    assert.equal(run("{").status, 2);
    assert.equal(spawnSync(process.execPath, [NODE_ENTRY, "/nowhere/start.json"]).status, 2);
    assert.equal(spawnSync(process.execPath, [NODE_ENTRY]).status, 2);
  });
});
