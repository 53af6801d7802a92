import assert from "node:assert/strict";
import { appendFile, mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openCell, readCell } from "../../../results/archive/index.ts";
import { aCell, aMetricsSample, aResult, aSecond } from "../../helpers/builders.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

const partial = () =>
  aCell({ result: aResult({ status: "partial", reasons: [{ code: "stopped", message: "stopped" }] }) });

describe("a cell of the archive", () => {
  const runs = temporaryFolder();

  it("a cell returns what was written", async () => {
    const archive = await openCell(runs.path, "run-a", "load-low-1");
    assert.equal(archive.earlier, undefined);
    archive.second(aSecond({ atMs: 1000 }));
    archive.second(aSecond({ atMs: 2000 }));
    archive.metrics(aMetricsSample());
    await archive.close(aCell(), { "GET /": "encoded" });
    const cell = await readCell(archive.dir, "load-low-1");
    assert.deepEqual(cell.output, JSON.parse(JSON.stringify(aCell())));
    assert.deepEqual(
      cell.seconds.map(({ atMs }) => atMs),
      [1000, 2000],
    );
    assert.deepEqual(cell.metrics, [aMetricsSample()]);
    assert.deepEqual(cell.histograms, { "GET /": "encoded" });
    assert.deepEqual(cell.problems, []);
  });

  it("a reported second is on disk at once, so that a killed writer loses none", async () => {
    const archive = await openCell(runs.path, "run-a", "load-low-1");
    archive.second(aSecond());
    const text = await readFile(join(archive.dir, "seconds.ndjson"), "utf8");
    assert.equal(text, `${JSON.stringify(aSecond())}\n`);
    archive.leave();
  });

  it("a cell without a result is read as interrupted", async () => {
    const archive = await openCell(runs.path, "run-a", "load-low-1");
    archive.second(aSecond());
    archive.leave();
    const cell = await readCell(archive.dir, "load-low-1");
    assert.equal(cell.output, null);
    assert.equal(cell.seconds.length, 1);
    assert.equal(cell.missing, "interrupted");
  });

  it("a cell without a result still tells what it was to measure", async () => {
    const { level, repeat, order, machines, provenance } = aCell();
    const begin = { level, repeat, order, machines, provenance, environment: null, spec: { users: 5 } };
    const archive = await openCell(runs.path, "run-a", "load-low-1", { begin });
    archive.leave();
    const { output, begun } = await readCell(archive.dir, "load-low-1");
    assert.equal(output, null);
    assert.deepEqual([begun?.level, begun?.runId, begun?.spec], [level, "run-a", { users: 5 }]);
    const again = await openCell(runs.path, "run-a", "load-low-1", { begin: { ...begin, spec: { users: 6 } } });
    await again.close(aCell());
    const late = await openCell(runs.path, "run-a", "load-low-1", { begin });
    assert.deepEqual(late.earlier?.begun?.spec, { users: 6 });
    assert.deepEqual((await readCell(archive.dir, "load-low-1")).begun?.spec, { users: 6 }, "a complete cell stays");
  });

  it("an incomplete last line is ignored and reported, and later lines follow the last complete one", async () => {
    const first = await openCell(runs.path, "run-a", "load-low-1");
    first.second(aSecond({ atMs: 1000 }));
    first.leave();
    const file = join(first.dir, "seconds.ndjson");
    await appendFile(file, '{"atMs":2000,"us');
    assert.match(
      (await readCell(first.dir, "load-low-1")).problems.join(),
      /last line of seconds.ndjson is incomplete/,
    );

    const second = await openCell(runs.path, "run-a", "load-low-1");
    assert.equal(second.earlier?.seconds.length, 1);
    second.second(aSecond({ atMs: 3000 }));
    await second.close(aCell());
    const { seconds } = await readCell(first.dir, "load-low-1");
    assert.deepEqual(
      seconds.map(({ atMs }) => atMs),
      [1000, 3000],
    );
  });

  it("a later attempt replaces a partial result", async () => {
    const first = await openCell(runs.path, "run-a", "load-low-1");
    await first.close(partial());
    const second = await openCell(runs.path, "run-a", "load-low-1");
    assert.equal(second.earlier?.output?.result.status, "partial");
    await second.close(aCell());
    assert.equal((await readCell(first.dir, "load-low-1")).output?.result.status, "complete");
  });

  it("an earlier attempt is set aside as a whole on request", async () => {
    const first = await openCell(runs.path, "run-a", "load-low-1");
    first.second(aSecond({ atMs: 1000 }));
    await first.close(partial());
    const second = await openCell(runs.path, "run-a", "load-low-1", { earlier: "set-aside" });
    second.second(aSecond({ atMs: 5000 }));
    await second.close(aCell());
    const cell = await readCell(first.dir, "load-low-1");
    assert.deepEqual(
      cell.seconds.map(({ atMs }) => atMs),
      [5000],
    );
    const kept = await readCell(join(first.dir, "attempts", "1"), "load-low-1");
    assert.equal(kept.output?.result.status, "partial");
    assert.equal(kept.seconds[0]?.atMs, 1000);
  });

  it("a complete result is kept and shown when the cell is opened again", async () => {
    const first = await openCell(runs.path, "run-a", "load-low-1");
    await first.close(aCell());
    const again = await openCell(runs.path, "run-a", "load-low-1", { earlier: "set-aside" });
    assert.equal(again.earlier?.output?.result.status, "complete");
    await assert.rejects(again.close(partial()), { code: "RESULTS_EXISTS" });
    assert.throws(() => again.second(aSecond()), { code: "RESULTS_EXISTS" });
    assert.equal((await readCell(first.dir, "load-low-1")).output?.result.status, "complete");
  });

  it("a result of another cell or run is refused", async () => {
    const archive = await openCell(runs.path, "run-a", "load-low-1");
    await assert.rejects(archive.close(aCell({ level: "high" })), { code: "RESULTS_INVALID" });
    await assert.rejects(archive.close(aCell({ runId: "run-z" })), { code: "RESULTS_INVALID" });
    assert.deepEqual(await readdir(archive.dir), []);
  });

  it("a result that its schema refuses is reported with the place", async () => {
    const archive = await openCell(runs.path, "run-a", "load-low-1");
    const broken = aCell({ result: aResult({ measuredMs: Number.NaN }) });
    await assert.rejects(archive.close(broken), { code: "RESULTS_INVALID", message: /result\.measuredMs/ });
  });

  it("names that could leave the archive are refused", async () => {
    for (const name of ["", ".", "..", "../x", "a/b", "a\\b", "/etc", ".hidden", "a\0b", "x".repeat(129), "a b"]) {
      await assert.rejects(openCell(runs.path, name, "load-low-1"), { code: "RESULTS_BAD_NAME" }, `run ${name}`);
      await assert.rejects(openCell(runs.path, "run-a", name), { code: "RESULTS_BAD_NAME" }, `cell ${name}`);
    }
    assert.deepEqual(await readdir(runs.path), []);
  });

  it("a run that belongs to another stack is refused", async () => {
    const mine = await openCell(runs.path, "run-a", "load-low-1", { stack: "local" });
    await mine.close(aCell());
    const message = /belongs to run run-a of stack local/;
    await assert.rejects(openCell(runs.path, "run-a", "load-low-1", { stack: "local-wan" }), {
      code: "RESULTS_EXISTS",
      message,
    });
  });

  it("many writers can open cells of one run at the same time", async () => {
    const names = Array.from({ length: 8 }, (_, index) => `load-low-${index + 1}`);
    const cells = await Promise.all(names.map((name) => openCell(runs.path, "run-a", name, { stack: "local" })));
    assert.equal(new Set(cells.map(({ dir }) => dir)).size, 8);
  });

  it("a foreign file in place of a result is kept", async () => {
    const dir = join(runs.path, "run-a", "cells", "load-low-1");
    await mkdir(dir, { recursive: true });
    const file = join(dir, "result.json");
    await writeFile(file, '{"hello":"world"}');
    await assert.rejects(openCell(runs.path, "run-a", "load-low-1"), { code: "RESULTS_FOREIGN_FILE" });
    assert.equal(await readFile(file, "utf8"), '{"hello":"world"}');
  });
});
