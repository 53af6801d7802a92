import assert from "node:assert/strict";
import { environment } from "../../../../infra/environment.ts";
import { earlierPart, join, missingSpec } from "../../../../infra/load/measure/resume.ts";
import type { ArchivedCell } from "../../../../results/archive/index.ts";
import { anOutcome, aSummary, cellState, someInputs } from "../../helpers/builders.ts";

const inputs = someInputs();
const now = { instances: inputs.instances, environment: environment() };
const archived = (of: Partial<ArchivedCell> = {}): ArchivedCell => ({
  cell: inputs.cell,
  output: null,
  seconds: [],
  metrics: [{ atMs: 4200, services: [], nodes: [], crossNodeBytes: 0 }],
  histograms: anOutcome().histograms,
  problems: [],
  ...of,
});
const partial = (measuredMs: number) => cellState(inputs, anOutcome("partial", measuredMs));

describe("what of an earlier attempt is built on", () => {
  it("is a partial result with its distributions; its series go on where they ended", () => {
    const part = earlierPart(partial(4_000), archived(), now);
    assert.equal(part?.endMs, 4200);
    assert.equal(part?.outcome.result.measuredMs, 4_000);
  });

  it("is nothing of an invalid or complete result, and nothing of less than a second", () => {
    for (const status of ["invalid", "complete"] as const)
      assert.equal(earlierPart(cellState(inputs, anOutcome(status)), archived(), now), null);
    assert.equal(earlierPart(partial(999), archived(), now), null);
  });

  it("is nothing where the distributions were lost: percentiles cannot be merged", () => {
    assert.equal(earlierPart(partial(4_000), archived({ histograms: null }), now), null);
    assert.equal(earlierPart(partial(4_000), archived({ histograms: {} }), now), null);
  });

  it("is nothing that was measured on other machines, or with other versions", () => {
    const newer = { ...now.environment, node: "99.0.0" };
    for (const other of [
      { ...now, instances: ["server/2"] },
      { ...now, instances: [] },
      { ...now, environment: newer },
    ])
      assert.equal(earlierPart(partial(4_000), archived(), other), null);
  });

  it("is nothing of a cell that did not begin", () => {
    assert.equal(earlierPart({ ...partial(4_000), output: null }, archived(), now), null);
  });
});

describe("the missing part", () => {
  it("is the warm-up and what was not measured, at least a second of it", () => {
    const part = (measuredMs: number) => earlierPart(partial(measuredMs), archived(), now)!;
    assert.equal(missingSpec(inputs.spec, part(4_000)).durationMs, 1_000 + 5_000);
    assert.equal(missingSpec(inputs.spec, part(8_900)).durationMs, 1_000 + 1_000);
  });

  it("makes one cell of the whole specification with the earlier one", () => {
    const part = earlierPart(partial(4_000), archived(), now)!;
    const whole = join(inputs.spec, part, {
      ...anOutcome("complete", 5_000),
      metrics: aSummary(5),
      environment: now.environment,
      stealPct: 3,
      blocks: null,
    });
    assert.equal(whole.result.status, "complete");
    assert.equal(whole.result.measuredMs, 9_000);
    assert.equal(whole.result.spec.durationMs, inputs.spec.durationMs);
    assert.equal(whole.metrics.scrapes, 9 + 5);
    assert.deepEqual(whole.environment, now.environment);
  });
});
