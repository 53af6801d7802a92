import assert from "node:assert/strict";
import { betweenParts, withinCell, withinCellPoints } from "../../../results/compare/within-run.ts";
import { aLatency, anEndpoint } from "../../helpers/builders.ts";
import { Noise } from "../../helpers/noise.ts";

const SIGMA = 0.6;
const ms = (normal: number) => 50 * Math.exp(SIGMA * normal);
const latencyMs = aLatency(60, {
  avg: 50 * Math.exp(SIGMA ** 2 / 2),
  p50: ms(0),
  p90: ms(1.2816),
  p95: ms(1.6449),
  p99: ms(2.3263),
});
const stats = anEndpoint({ requests: 1000, ok: 1000, latencyMs });

/** Standard deviation of the logarithm of a statistic over simulated cells of 1000 independent log-normal requests. */
function simulated(of: (sorted: number[]) => number): number {
  const noise = new Noise(7);
  const logs = Array.from({ length: 400 }, () =>
    Math.log(
      of(
        noise
          .normals(1000, 0, SIGMA)
          .map((log) => 50 * Math.exp(log))
          .sort((a, b) => a - b),
      ),
    ),
  );
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
  return Math.sqrt(logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / (logs.length - 1));
}

describe("the error within a cell", () => {
  it("the error of percentiles and the mean of independent requests is that of simulated cells", () => {
    const close = (metric: string, of: (sorted: number[]) => number) => {
      const [seen, expected] = [withinCell(metric, { stats }), simulated(of)];
      assert.ok(seen > 0.85 * expected && seen < 1.15 * expected, `${metric}: ${seen}, simulated ${expected}`);
    };
    close("p50", (sorted) => sorted[500]!);
    close("p90", (sorted) => sorted[900]!);
    close("p95", (sorted) => sorted[950]!);
    close("p99", (sorted) => sorted[990]!);
    close("avg", (sorted) => sorted.reduce((sum, value) => sum + value, 0) / sorted.length);
  });

  it("blocks that vary more than independent requests raise the error of all percentiles alike", () => {
    const blocksMs = Array.from({ length: 20 }, (_, i) => 50 * (i % 2 ? 1.3 : 0.7));
    const [p50, p95] = [withinCell("p50", { stats, blocksMs }), withinCell("p95", { stats, blocksMs })];
    assert.ok(p50 > withinCell("p50", { stats }));
    assert.ok(Math.abs(p95 / withinCell("p95", { stats }) - p50 / withinCell("p50", { stats })) < 1e-9);
    const calm = Array.from({ length: 20 }, () => 50);
    assert.equal(withinCell("p95", { stats, blocksMs: calm }), withinCell("p95", { stats }), "never less");
  });

  it("few or drifting blocks count as one", () => {
    const sd = (blocksMs: number[]) => withinCell("p50", { stats, blocksMs });
    assert.ok(Math.abs(sd([50, 100]) - Math.log(2) / Math.SQRT2) < 1e-9);
    const drifting = Array.from({ length: 20 }, (_, i) => 50 * 1.05 ** i);
    assert.ok(sd(drifting) > 0.25, "a drift is not averaged away");
  });

  it("the error of a rate is that of independent arrivals, and that of failures of bursts", () => {
    assert.equal(withinCell("rate", { stats }), 1 / Math.sqrt(1000));
    const failing = (failures: number) => withinCellPoints({ stats: { ...stats, failures } });
    assert.ok(Math.abs(failing(100) - 100 * Math.sqrt((10 * 0.1 * 0.9) / 1000)) < 0.02);
    assert.ok(failing(0) > 0.2, "no failure in 1000 requests does not mean that none happens");
  });

  it("the error is 0 where nothing is known", () => {
    const empty = anEndpoint({
      requests: 0,
      ok: 0,
      latencyMs: aLatency(1, { p50: null, p90: null, p95: null, p99: null }),
    });
    for (const metric of ["rate", "p50", "p95", "avg", "memory"]) assert.equal(withinCell(metric, { stats: empty }), 0);
    assert.equal(withinCellPoints({ stats: empty }), 0);
  });
});

describe("the spread between the parts of a cell", () => {
  it("parts of independent requests have no spread of their own, and those that jump between modes have", () => {
    const noise = new Noise(3);
    const median = (parts: number[]) => parts.sort((a, b) => a - b)[parts.length >> 1]!;
    const blocks = (request: () => number) =>
      Array.from({ length: 20 }, () => median(Array.from({ length: 50 }, () => 50 * Math.exp(request()))));
    const plain = blocks(() => SIGMA * noise.normal());
    assert.ok(betweenParts({ stats, blocksMs: plain }) < 0.05);
    const modes = blocks(() => 0.1 * noise.normal() + (noise.uniform() < 0.5 ? Math.log(4) : 0));
    assert.ok(betweenParts({ stats, blocksMs: modes }) > 0.4);
    assert.equal(betweenParts({ stats }), 0, "not recorded");
  });
});
