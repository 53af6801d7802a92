import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { readRun } from "../../../results/archive/index.ts";
import { root } from "../../helpers/imports.ts";
import { needsLinux, needsProgram } from "../../helpers/skip.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

/** Appends seconds until the limit takes only a part of one, then raises the limit, as when somebody frees space. */
const WRITER = `
  import { spawnSync } from "node:child_process";
  import { openCell } from "${join(root, "results/archive/index.ts")}";
  import { aSecond } from "${join(root, "test/helpers/builders.ts")}";
  const cell = await openCell(process.argv[1], "run-a", "load-low-1");
  const failures = [];
  for (let i = 1; i <= 30; i++) {
    try {
      cell.second(aSecond({ atMs: 1000 * i }));
    } catch (error) {
      failures.push(error.message);
      if (failures.length === 3) spawnSync("prlimit", ["--pid", String(process.pid), "--fsize=unlimited"]);
    }
  }
  cell.leave();
  console.log(JSON.stringify(failures));
`;

describe("the archive on a full disk", () => {
  const runs = temporaryFolder();

  it("a second that only partly fits on the disk is not archived, and those after it are, once there is space", async function () {
    needsLinux(this, "prlimit");
    needsProgram(this, "prlimit", "util-linux");
    // The limit, in units of 512 or 1024 bytes, is that of a file; a full disk fails in the same place.
    const command = 'ulimit -S -f 2 && exec "$0" --input-type=module -e "$1" "$2"';
    const { stdout, stderr } = spawnSync("sh", ["-c", command, process.execPath, WRITER, runs.path], {
      encoding: "utf8",
    });
    const failures = JSON.parse(stdout || stderr) as string[];
    assert.equal(failures.length, 3);
    for (const failure of failures)
      assert.match(failure, /^Cannot write \S+\/seconds\.ndjson: the file would be too large \(EFBIG\)$/);
    const [cell] = (await readRun("run-a", runs.path)).cells;
    assert.deepEqual([cell!.seconds.length, cell!.problems], [27, []]);
  });
});
