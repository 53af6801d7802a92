import assert from "node:assert/strict";
import type { ArchivedRun } from "../../../../results/archive/index.ts";
import type { CellOutput } from "../../../../results/schema/outputs.ts";
import { reportOf } from "../../../../results/report/html/model.ts";
import { reportValidity, validityBadge } from "../../../../results/report/html/validity.ts";
import { aLocalRun, aWanRun } from "../../../helpers/archived-runs.ts";

const validity = (...runs: ArchivedRun[]) => reportValidity(reportOf(runs, []));

const eachOutput = (run: ArchivedRun, change: (output: CellOutput) => CellOutput): ArchivedRun => ({
  ...run,
  cells: run.cells.map((cell) => ({ ...cell, output: cell.output && change(cell.output) })),
});

const withResult = (output: CellOutput, result: Partial<CellOutput["result"]>): CellOutput => ({
  ...output,
  result: { ...output.result, ...result },
});

/** The cells at these levels failed. */
function invalidAt(run: ArchivedRun, ...levels: string[]): ArchivedRun {
  const reasons = [{ code: "generator-limited" as const, message: "the generator was at 98 %" }];
  return eachOutput(run, (output) =>
    levels.includes(output.level) ? withResult(output, { status: "invalid", reasons }) : output,
  );
}

describe("the validity of a report", () => {
  it("results of complete cells are valid, without a reason", () => {
    assert.deepEqual(validity(aLocalRun(), aWanRun()), { word: "valid", reasons: [] });
  });

  it("the badge of valid results says what was checked of every cell", () => {
    const badge = (...runs: ArchivedRun[]) =>
      validityBadge(reportOf(runs, []))
        .text.replaceAll(/<[^>]*>/g, " ")
        .replaceAll(/\s+/g, " ")
        .trim();
    const imported = {
      tool: "jmeter" as const,
      format: "JTL",
      files: [],
      importedAt: "2026-12-01T00:00:00Z",
      absent: [],
    };
    const ofJMeter = eachOutput(aWanRun(), (output) => ({ ...output, imported }));
    assert.match(
      badge(aLocalRun(), ofJMeter),
      /^valid all 6 cells: .*; measured by different tools: stackmark, jmeter$/,
    );
    const like = (result: Partial<CellOutput["result"]>) =>
      eachOutput(aLocalRun(), (output) => withResult(output, result));
    const steady = [{ segment: "plateau", holds: true, ratePerS: [50, 50], p50Ms: [8, 8] }];
    assert.equal(badge(like({ steady })), "valid all 3 cells: complete, steady, generator kept up");
    const byChance = steady.map((plateau) => ({ ...plateau, holds: null }));
    assert.equal(badge(like({ steady: byChance })), "valid all 3 cells: complete, steady, generator kept up");
    assert.equal(badge(aLocalRun()), "valid all 3 cells: complete, generator kept up");
    assert.equal(badge(like({ generator: null })), "valid all 3 cells: complete");
    assert.equal(badge(invalidAt(aLocalRun(), "low")).startsWith("partly valid 2 of 3 cells valid"), true);
  });

  it("results are partly valid if some cells do not count, with the reason of each", () => {
    assert.deepEqual(validity(aLocalRun(), invalidAt(aWanRun(), "high")), {
      word: "partly valid",
      reasons: ["local-wan, level high: invalid; the generator was at 98 %"],
    });
  });

  it("results are not valid if a side has no cell that counts, or none at all", () => {
    assert.equal(validity(aLocalRun(), invalidAt(aWanRun(), "low", "medium", "high")).word, "not valid");
    assert.deepEqual(validity({ ...aLocalRun(), cells: [] }), { word: "not valid", reasons: ["no cell was measured"] });
  });

  it("a run that did not end, and a level that a side lacks, are reasons", () => {
    const cut = { ...aWanRun(), status: "interrupted" as const };
    const { word, reasons } = validity(aLocalRun(), { ...cut, cells: cut.cells.slice(0, 1) });
    assert.equal(word, "partly valid");
    assert.match(reasons.join("\n"), /local-wan is interrupted: .*\n.*local-wan was not measured at level medium\n/);
  });
});
