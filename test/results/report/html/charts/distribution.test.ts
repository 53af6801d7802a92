import assert from "node:assert/strict";
import fc from "fast-check";
import { Histogram, encodeHistogram } from "@stackmark/loadgen/histogram";
import type { ArchivedCell } from "../../../../../results/archive/index.ts";
import { distributionCharts, mergedLatency } from "../../../../../results/report/html/charts/distribution.ts";
import { reportOf } from "../../../../../results/report/html/model.ts";
import { anArchivedCell, anArchivedRun } from "../../../../helpers/archived-runs.ts";
import { aCell, aResult, anOutputs } from "../../../../helpers/builders.ts";

const segments = [
  { name: "warm-up", measured: false },
  { name: "plateau", measured: true },
];
const entry = (us: number[], over: object = {}) => {
  const histogram = new Histogram();
  for (const value of us) histogram.record(value);
  return { endpoint: "GET /", segment: 1, outcome: "ok", kind: "service", ...encodeHistogram(histogram), ...over };
};
const cellWith = (entries: object[], repeat = 1, result = aResult()): ArchivedCell => ({
  ...anArchivedCell(aCell({ repeat, cell: `load-low-${repeat}`, result })),
  histograms: JSON.parse(
    JSON.stringify({ version: 0, layout: "hdr-3-60s", segments, counts: [], entries }),
  ) as NonNullable<ArchivedCell["histograms"]>,
});
const reported = (cells: ArchivedCell[]) => {
  const load = cells.flatMap(({ output }) => output ?? []);
  return reportOf([{ ...anArchivedRun(anOutputs({ load })), cells }], []);
};

describe("the distribution of a level", () => {
  const values = fc.array(fc.integer({ min: 1, max: 5_000_000 }), { minLength: 1, maxLength: 200 });

  it("the distribution of a level merges the requests of all repeats", () => {
    fc.assert(
      fc.property(values, values, fc.double({ min: 0, max: 1, noNaN: true }), (one, other, quantile) => {
        const merged = mergedLatency(reported([cellWith([entry(one)]), cellWith([entry(other)], 2)]).levels[0]!.cells)!;
        const all = new Histogram();
        for (const value of [...one, ...other]) all.record(value);
        assert.equal(merged.quantile(quantile), all.quantile(quantile));
      }),
    );
  });

  it("the distribution of a level has successful requests of the measured part, by the time that the model counts", () => {
    const entries = [
      entry([10]),
      entry([20], { segment: 0 }),
      entry([30], { outcome: "failed" }),
      entry([40], { kind: "first-byte" }),
      entry([50], { kind: "response" }),
    ];
    const at = (model: string) =>
      mergedLatency(reported([cellWith(entries, 1, aResult({ spec: { model } }))]).levels[0]!.cells)?.max;
    assert.deepEqual([at("closed"), at("open")], [10, 50]);
  });

  it("the distribution of a level leaves out invalid cells and damaged files", () => {
    const invalid = cellWith([entry([10])], 1, aResult({ status: "invalid" }));
    const damaged = cellWith([{ ...entry([10]), count: 7 }], 2);
    const foreign = { ...cellWith([], 3), histograms: { nonsense: true } };
    assert.equal(mergedLatency(reported([invalid, damaged, foreign]).levels[0]!.cells), null);
    assert.deepEqual(distributionCharts(reported([invalid, damaged, foreign])), []);
  });

  it("the distribution of a level ends at its last request", () => {
    const [chart] = distributionCharts(
      reported([cellWith([entry(Array.from({ length: 100 }, (_, i) => 1000 * (i + 1)))])]),
    );
    assert.equal(chart?.lines[0]?.x.at(-1), 100);
    assert.equal(chart?.lines[0]?.values.at(-1), 99.01);
  });
});
