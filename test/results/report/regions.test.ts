import assert from "node:assert/strict";
import { regionTables, renderReport } from "../../../results/report/index.ts";
import type { RegionMatrix, RegionPair } from "../../../results/schema/region-matrix.ts";
import { anArchivedRun } from "../../helpers/archived-runs.ts";
import { aCell, anOutputs } from "../../helpers/builders.ts";
import { sectionText } from "./html/section-text.ts";

const at = (ms: number) => ({ ms, low: ms - 0.5, high: ms + 0.5 });
const pair = (from: string, to: string, ms: number, over: Partial<RegionPair> = {}): RegionPair => ({
  ...{ from, to, level: `high-${from}-${to}`, cells: 2, evidence: 2, requests: 1000, failuresPct: 0 },
  ...{ p50: at(ms), p95: at(2 * ms), p99: at(3 * ms), rttMs: ms / 2, delta: null, objectives: [] },
  ...over,
});
const MATRIX: RegionMatrix = {
  level: "high",
  pools: ["eu"],
  targets: ["eu", "us"],
  pairs: [
    pair("eu", "eu", 2),
    pair("eu", "us", 82, { delta: { p50: at(80), p95: null, p99: at(81), rttMs: 78, explained: 0.975 } }),
  ],
  isWithinRun: false,
};

describe("the matrix of regions for readers", () => {
  it("the terminal shows each pair with its round trip and its intervals", () => {
    const lines = regionTables([MATRIX]).split("\n");
    assert.equal(lines[0], "Latency between regions, level high");
    assert.match(lines[1]!, /^from +to +round trip +p50 +p95 +p99 +failed$/);
    assert.match(lines[3]!, /^eu +us +41 ms +82 ms \(81\.5 to 82\.5\) +164 ms \(164 to 165\) .* 0 %$/);
  });

  it("what the distance adds is a table of its own, with how much of it round trips explain, and without what is unknown", () => {
    const text = regionTables([MATRIX]);
    assert.match(
      text,
      /What the distance adds\nfrom .* round trips explain\neu +us +80 ms \(79\.5 to 80\.5\) +– .* 78 ms, 98 %\n/,
    );
    assert.match(text, /95 % intervals over repeats$/);
    const [near] = MATRIX.pairs;
    const alone = regionTables([{ ...MATRIX, pairs: [near!], isWithinRun: true }]);
    assert.doesNotMatch(alone, /What the distance adds/);
    assert.match(alone, /a pair was measured once/);
  });

  it("the objectives of each pair are shown where no cells show them, those that fail with their value", () => {
    const objectives = [
      { threshold: "p95<200ms", holds: true, value: 164 },
      { threshold: "p50<50ms", holds: false, value: 82 },
    ];
    const matrix = { ...MATRIX, pairs: [MATRIX.pairs[0]!, { ...MATRIX.pairs[1]!, objectives }] };
    const text = regionTables([matrix], { all: true });
    assert.match(
      text,
      /Objectives\nfrom +to +objective\neu +us +✓ passed +p95<200ms \(164 ms\)\neu +us +✗ failed +p50<50ms \(82 ms\)$/,
    );
    assert.doesNotMatch(regionTables([matrix]), /Objectives/);
    assert.doesNotMatch(regionTables([MATRIX], { all: true }), /Objectives/);
  });

  it("pairs without figures are named, with where their reasons are", () => {
    const unknown = {
      ...MATRIX.pairs[1]!,
      evidence: 0,
      p50: null,
      p95: null,
      p99: null,
      rttMs: null,
      failuresPct: null,
    };
    const text = regionTables([{ ...MATRIX, pairs: [MATRIX.pairs[0]!, unknown] }]);
    assert.match(text, /no cell is complete and steady \(`stackmark results show RUN`\): eu to us$/);
    assert.doesNotMatch(regionTables([MATRIX]), /complete and steady/);
  });

  it("the report has a section of it only for a run between regions", () => {
    const outputs = anOutputs();
    const level = { ...outputs.plan.levels[0]!, name: "high-eu-us", regions: { from: "eu", to: "us", level: "high" } };
    const between = {
      ...outputs,
      plan: { ...outputs.plan, levels: [level] },
      load: [aCell({ level: "high-eu-us" })],
    };
    assert.match(
      sectionText(renderReport([anArchivedRun(between)]), "regions"),
      /Latency between regions, level high .* eu us/,
    );
    assert.doesNotMatch(renderReport([anArchivedRun(outputs)]), /id="regions"/);
  });
});
