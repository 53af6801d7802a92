/**
 * How large is the report, and how long does it take to write? Reads 4 stacks x 3 levels x 5 repeats from an archive on
 * disk, as `stackmark report` does. `node bench/report.ts [SECONDS_PER_CELL]` (default 180). Limits: 2 MB, 2 s.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openCell, readRun, writeRun } from "../results/archive/index.ts";
import type { ArchivedRun } from "../results/archive/index.ts";
import { compareAll } from "../results/compare/index.ts";
import { renderReport } from "../results/report/index.ts";
import { aLocalRun, aWanRun } from "../test/helpers/archived-runs.ts";

const seconds = Number(process.argv[2] ?? 180);
const folder = mkdtempSync(join(tmpdir(), "stackmark-report-"));

async function archived(run: ArchivedRun, stack: string): Promise<string> {
  const runId = `run-${stack}`;
  const load = run.outputs!.load.map((cell) => ({ ...cell, runId }));
  for (const [index, { cell, histograms, seconds, metrics }] of run.cells.entries()) {
    const archive = await openCell(folder, runId, cell, { stack });
    for (const second of seconds) archive.second(second);
    for (const sample of metrics) archive.metrics(sample);
    await archive.close(load[index]!, histograms ?? {});
  }
  await writeRun(folder, { ...run.outputs!, stack, runId, load });
  return runId;
}

try {
  const shape = { seconds, repeats: 5 };
  const stacks = [
    aLocalRun(shape),
    aWanRun(shape),
    aWanRun({ ...shape, latencyMs: 9 }),
    aWanRun({ ...shape, latencyMs: 14 }),
  ];
  const runIds: string[] = [];
  for (const [index, run] of stacks.entries())
    runIds.push(await archived(run, ["single", "multinode", "multicloud", "edge"][index]!));
  const out = process.argv[3] ?? join(folder, "report.html");
  for (let round = 1; round <= 3; round += 1) {
    const began = performance.now();
    const runs: ArchivedRun[] = [];
    for (const runId of runIds) runs.push(await readRun(runId, folder));
    const read = performance.now();
    const [baseline, ...others] = runs.map(({ outputs }) => outputs!);
    const page = renderReport(runs, compareAll(baseline!, others, { anyway: true }));
    writeFileSync(out, page);
    const ended = performance.now();
    const s = (ms: number) => (ms / 1000).toFixed(2);
    console.log(
      `${(Buffer.byteLength(page) / 1e6).toFixed(2)} MB in ${s(ended - began)} s (reading ${s(read - began)} s, rendering ${s(ended - read)} s)`,
    );
  }
} finally {
  rmSync(folder, { recursive: true });
}
