import assert from "node:assert/strict";
import { environment } from "../../../../infra/environment.ts";
import { earlierPart, join, mergeMetrics, missingSpec } from "../../../../infra/load/measure/resume.ts";
import type { LoadOutcome } from "@stackmark/loadgen";
import type { ArchivedCell } from "../../../../results/archive/index.ts";
import { metricsSchema } from "../../../../results/schema/outputs.ts";
import { anOutcome, aSummary, cellState, measuredCell, someInputs } from "../../helpers/builders.ts";

const inputs = someInputs();
const now = { instances: inputs.instances, environment: environment() };
const archived = (of: Partial<ArchivedCell> = {}): ArchivedCell => ({
  cell: inputs.cell,
  output: null,
  missing: "interrupted",
  seconds: [],
  metrics: [{ atMs: 4200, services: [], nodes: [], crossNodeBytes: 0 }],
  histograms: anOutcome().histograms,
  problems: [],
  ...of,
});
/** The attempt as the state and the archive have it. */
const attempt = (outcome: LoadOutcome, of: Partial<ArchivedCell> = {}) =>
  [cellState(inputs, outcome), archived({ output: measuredCell(inputs, outcome), missing: null, ...of })] as const;
const partial = (measuredMs: number, of: Partial<ArchivedCell> = {}) => attempt(anOutcome("partial", measuredMs), of);

describe("earlierPart", () => {
  it("a partial result with histograms is resumed, and its series continue where they ended", () => {
    const part = earlierPart(...partial(4_000), now);
    assert.equal(part?.endMs, 4200);
    assert.equal(part?.outcome.result.measuredMs, 4_000);
  });

  it("a result that is invalid, complete, or shorter than a second is not resumed", () => {
    for (const status of ["invalid", "complete"] as const)
      assert.equal(earlierPart(...attempt(anOutcome(status)), now), null);
    assert.equal(earlierPart(...partial(999), now), null);
  });

  it("a result without histograms is not resumed, because percentiles cannot be merged", () => {
    assert.equal(earlierPart(...partial(4_000, { histograms: null }), now), null);
    assert.equal(earlierPart(...partial(4_000, { histograms: {} }), now), null);
  });

  it("a result from other machines or other versions is not resumed", () => {
    const newer = { ...now.environment, node: "99.0.0" };
    for (const other of [
      { ...now, instances: ["server/2"] },
      { ...now, instances: [] },
      { ...now, environment: newer },
    ])
      assert.equal(earlierPart(...partial(4_000), other), null);
  });

  it("a cell that was not started is not resumed", () => {
    const [state, cell] = partial(4_000);
    assert.equal(earlierPart({ ...state, output: null }, cell, now), null);
  });

  it("a partial result is resumed only if the archive has the one that the state names", () => {
    const [state, cell] = partial(4_000, { digest: "a".repeat(64) });
    const named = (digest: string) => ({ ...state, output: { ...state.output!, digest } });
    assert.notEqual(earlierPart(named("a".repeat(64)), cell, now), null);
    assert.equal(earlierPart(named("b".repeat(64)), cell, now), null);
    assert.equal(earlierPart(state, { ...cell, output: null }, now), null);
  });
});

describe("missingSpec and join", () => {
  it("the missing part of a resumed cell consists of the warm-up and the time not measured, at least a second", () => {
    const part = (measuredMs: number) => earlierPart(...partial(measuredMs), now)!;
    assert.equal(missingSpec(inputs.spec, part(4_000)).durationMs, 1_000 + 5_000);
    assert.equal(missingSpec(inputs.spec, part(8_900)).durationMs, 1_000 + 1_000);
  });

  it("both parts of a resumed cell become one cell of the whole specification", () => {
    const part = earlierPart(...partial(4_000), now)!;
    const whole = join(inputs.spec, part, {
      ...anOutcome("complete", 5_000),
      metrics: aSummary(5),
      environment: now.environment,
      stealPct: 3,
      blocks: { lengthMs: 1000, p50Ms: [5, 6] },
    });
    assert.equal(whole.result.status, "complete");
    assert.equal(whole.result.measuredMs, 9_000);
    assert.equal(whole.result.spec.durationMs, inputs.spec.durationMs);
    assert.equal(whole.metrics!.scrapes, 9 + 5);
    assert.deepEqual(whole.environment, now.environment);
  });

  it("a cell of two parts has neither steal nor blocks, which belong to one stretch of time", () => {
    const part = earlierPart(...partial(4_000), now)!;
    const metrics = aSummary(5);
    const blocks = { lengthMs: 1000, p50Ms: [5, 6] };
    const later = { ...anOutcome("complete", 5_000), metrics, environment: now.environment, stealPct: 3, blocks };
    const { stealPct, blocks: joined } = join(inputs.spec, part, later);
    assert.deepEqual([stealPct, joined], [null, null]);
  });
});

describe("mergeMetrics", () => {
  it("merged averages are weighted by time, the greater maximum is kept, and counters are added", () => {
    const merged = mergeMetrics(
      aSummary(10, { cpuCores: { avg: 1, max: 5 }, networkInBytes: { total: 10, perS: 1 }, restarts: 1 }),
      aSummary(30, { cpuCores: { avg: 2, max: 3 }, networkInBytes: { total: 70, perS: 2 }, restarts: 2 }),
    );
    const [node] = merged.nodes;
    assert.deepEqual(node?.cpuCores, { avg: 1.75, max: 5 });
    assert.deepEqual(node?.networkInBytes, { total: 80, perS: 2 });
    assert.equal(node?.restarts, 3);
    assert.deepEqual(metricsSchema.parse(merged), merged);
  });

  it("merged values are null if those of one part are", () => {
    const missing = { avg: null, max: null, reason: "refused" };
    const merged = mergeMetrics(aSummary(10, { cpuCores: missing, restarts: null }), aSummary(10));
    assert.deepEqual(merged.nodes[0]?.cpuCores, missing);
    assert.equal(merged.nodes[0]?.restarts, null);
  });
});
