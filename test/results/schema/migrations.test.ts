import assert from "node:assert/strict";
import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openCell, readRun } from "../../../results/archive/index.ts";
import { compare } from "../../../results/compare/index.ts";
import { migrate } from "../../../results/schema/migrations.ts";
import { ARCHIVE_VERSION } from "../../../results/schema/run.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

/** Written by Stackmark when it wrote version 0, and never since. */
const OLD = join(import.meta.dirname, "../../fixtures/archive/version-0");

describe("an archive of schema version 0", () => {
  const folder = temporaryFolder();

  it("an archive of version 0 is read, with null for what was not recorded", async () => {
    const run = await readRun("run-a", OLD);
    assert.equal(run.status, "complete");
    assert.deepEqual(run.problems, []);
    const { output, seconds, metrics } = run.cells[0]!;
    assert.equal(output?.environment, null);
    assert.equal(output.stealPct, null);
    assert.equal(output.result.overall.latencyMs.p50, 8);
    assert.deepEqual([seconds.length, metrics.length], [3, 3]);
  });

  it("an archive of version 0 can be compared", async () => {
    const { outputs } = await readRun("run-a", OLD);
    const { levels } = compare(outputs!, outputs!);
    assert.equal(levels[0]?.metrics.find(({ metric }) => metric === "p50")?.absolute, 0);
  });

  it("reading an archive of version 0 does not change its files", async () => {
    const before = await readFile(join(OLD, "run-a/run.json"), "utf8");
    await readRun("run-a", OLD);
    assert.equal(await readFile(join(OLD, "run-a/run.json"), "utf8"), before);
    assert.match(before, /"schemaVersion": 0/);
  });

  it("a complete cell of version 0 is kept when it is opened again", async () => {
    await cp(OLD, folder.path, { recursive: true });
    const cell = await openCell(folder.path, "run-a", "load-low-1");
    assert.equal(cell.earlier?.output?.result.status, "complete");
    cell.leave();
  });

  it("an archive of a newer version is refused with its version, and not changed", async () => {
    await cp(OLD, folder.path, { recursive: true });
    const file = join(folder.path, "run-a/run.json");
    const newer = (await readFile(file, "utf8")).replace(
      '"schemaVersion": 0',
      `"schemaVersion": ${ARCHIVE_VERSION + 1}`,
    );
    await writeFile(file, newer);
    await assert.rejects(readRun("run-a", folder.path), {
      code: "RESULTS_SCHEMA_VERSION",
      message: new RegExp(
        `run.json has schemaVersion ${ARCHIVE_VERSION + 1}, this Stackmark reads 0 to ${ARCHIVE_VERSION}; a newer Stackmark wrote it`,
      ),
    });
    assert.equal(await readFile(file, "utf8"), newer);
  });
});

describe("migrations", () => {
  it("files that are not older archive files are not migrated", () => {
    for (const value of [
      null,
      1,
      [],
      { kind: "other", schemaVersion: 0 },
      { kind: "constructor", schemaVersion: 0 },
      { kind: "stackmark-cell", schemaVersion: -1 },
      { kind: "stackmark-cell", schemaVersion: ARCHIVE_VERSION, x: 1 },
    ])
      assert.deepEqual(migrate(value), value);
  });
});
