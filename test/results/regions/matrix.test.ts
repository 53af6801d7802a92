import assert from "node:assert/strict";
import fc from "fast-check";
import { regionMatrices } from "../../../results/regions/matrix.ts";
import type { StackOutputs } from "../../../results/schema/outputs.ts";
import { regionMatrixSchema } from "../../../results/schema/region-matrix.ts";
import { aCell, aLatency, anEndpoint, anOutputs, aResult } from "../../helpers/builders.ts";

interface Measured {
  /** Median of each repeat. */
  p50Ms: number[];
  rttMs: number | null;
  thresholds?: { threshold: string; holds: boolean; value: number | null }[];
}

/** A run whose pairs have the given latencies: `eu us` is from eu to us. */
function aRun(pairs: Record<string, Measured>, over: Partial<StackOutputs> = {}): StackOutputs {
  const named = Object.entries(pairs).map(([pair, measured]) => {
    const [from = "", to = ""] = pair.split(" ");
    return { ...measured, regions: { from, to, level: "high" }, name: `high-${from}-${to}` };
  });
  const outputs = anOutputs(over);
  return {
    ...outputs,
    plan: {
      ...outputs.plan,
      levels: named.map(({ name, regions }) => ({ ...outputs.plan.levels[0]!, name, regions })),
    },
    load: named.flatMap(({ name, p50Ms, rttMs, thresholds }) =>
      p50Ms.map((p50, i) =>
        aCell({
          level: name,
          repeat: i + 1,
          result: aResult({
            overall: anEndpoint({ latencyMs: aLatency(p50 / 0.8) }),
            vantage: {
              kind: "cluster",
              where: "pods",
              rttMs: rttMs === null ? null : { min: rttMs, mean: rttMs, max: rttMs, samples: 5 },
            },
            thresholds,
          }),
        }),
      ),
    ),
  };
}

const pairOf = (outputs: StackOutputs[], from: string, to: string) => {
  const [matrix] = regionMatrices(outputs);
  return matrix!.pairs.find((pair) => pair.from === from && pair.to === to)!;
};
const near = (actual: number | undefined, expected: number): void =>
  assert.ok(Math.abs(actual! - expected) <= 1e-9 * Math.max(1, Math.abs(expected)), `${actual}, not ${expected}`);

const TWO_REGIONS = {
  "eu eu": { p50Ms: [2, 2.2, 2.1], rttMs: 0.5 },
  "eu us": { p50Ms: [82, 83, 82.5], rttMs: 80.5 },
  "us eu": { p50Ms: [84, 85, 83], rttMs: 81 },
  "us us": { p50Ms: [3, 3.1, 2.9], rttMs: 0.7 },
};

describe("the matrix of regions", () => {
  it("there is a pair for each pool and target, in their order, and none without levels between regions", () => {
    const [matrix, ...others] = regionMatrices([aRun(TWO_REGIONS)]);
    assert.deepEqual(others, []);
    assert.deepEqual([matrix!.level, matrix!.pools, matrix!.targets], ["high", ["eu", "us"], ["eu", "us"]]);
    assert.deepEqual(
      matrix!.pairs.map(({ from, to, level, cells, evidence }) => [from, to, level, cells, evidence]),
      Object.keys(TWO_REGIONS).map((pair) => [...pair.split(" "), `high-${pair.replace(" ", "-")}`, 3, 3]),
    );
    assert.deepEqual(regionMatrixSchema.parse(matrix), matrix);
    assert.deepEqual(regionMatrices([anOutputs()]), []);
  });

  it("a delta is the difference from the pool's own region, and the round trips explain their share of it", () => {
    const { delta, p50 } = pairOf([aRun(TWO_REGIONS)], "eu", "us");
    near(delta!.p50!.ms, p50!.ms - pairOf([aRun(TWO_REGIONS)], "eu", "eu").p50!.ms);
    near(delta!.rttMs!, 80);
    near(delta!.explained!, 80 / delta!.p50!.ms);
    assert.ok(delta!.explained! > 0.99 && delta!.explained! < 1.01);
    assert.equal(pairOf([aRun(TWO_REGIONS)], "us", "us").delta, null);
  });

  it("each region may be a stack of its own: their runs form one matrix", () => {
    const { "eu eu": a, "eu us": b, "us eu": c, "us us": d } = TWO_REGIONS;
    const stacks = [aRun({ "eu eu": a, "eu us": b }), aRun({ "us us": d, "us eu": c })];
    assert.deepEqual(pairOf(stacks, "us", "eu"), pairOf([aRun(TWO_REGIONS)], "us", "eu"));
  });

  it("latencies are geometric means over repeats, inside intervals that are wider the more repeats vary", () => {
    const values = fc.array(fc.double({ min: 0.5, max: 500, noNaN: true }), { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(values, fc.double({ min: 1.1, max: 3, noNaN: true }), (p50Ms, factor) => {
        const mean = Math.exp(p50Ms.reduce((sum, ms) => sum + Math.log(ms), 0) / p50Ms.length);
        const one = pairOf([aRun({ "eu eu": { p50Ms, rttMs: 1 } })], "eu", "eu").p50!;
        near(one.ms, mean);
        assert.ok(one.low <= one.ms && one.ms <= one.high);
        const spread = p50Ms.map((ms) => mean * (ms / mean) ** factor);
        const other = pairOf([aRun({ "eu eu": { p50Ms: spread, rttMs: 1 } })], "eu", "eu").p50!;
        near(other.ms, mean);
        assert.ok(other.high / other.low >= (one.high / one.low) * (1 - 1e-9));
      }),
    );
  });

  it("a pair that was measured once has an interval from its requests, and the matrix says so", () => {
    const once = aRun({ "eu eu": { p50Ms: [2], rttMs: 0.5 }, "eu us": { p50Ms: [82, 83], rttMs: 80 } });
    const [matrix] = regionMatrices([once]);
    assert.equal(matrix!.isWithinRun, true);
    const { low, high } = matrix!.pairs[0]!.p95!;
    assert.ok(low < high);
    assert.equal(regionMatrices([aRun(TWO_REGIONS)])[0]!.isWithinRun, false);
  });

  it("cells that are no evidence count in no figure", () => {
    const run = aRun(TWO_REGIONS);
    const invalid = run.load.map((cell) =>
      cell.repeat === 3 ? { ...cell, result: { ...cell.result, status: "invalid" as const } } : cell,
    );
    const { cells, evidence, requests, p50 } = pairOf([{ ...run, load: invalid }], "eu", "eu");
    assert.deepEqual([cells, evidence, requests], [3, 2, 2000]);
    near(p50!.ms, Math.sqrt(2 * 2.2));
    const none = run.load.map((cell) => ({ ...cell, result: { ...cell.result, status: "invalid" as const } }));
    const pair = pairOf([{ ...run, load: none }], "eu", "us");
    assert.deepEqual([pair.p50, pair.rttMs, pair.failuresPct, pair.delta!.p50], [null, null, null, null]);
  });

  it("what was not measured explains nothing, nor does a target that is as fast as the near one", () => {
    const unknown = { ...TWO_REGIONS, "eu us": { p50Ms: [82, 83], rttMs: null } };
    assert.equal(pairOf([aRun(unknown)], "eu", "us").delta!.explained, null);
    const faster = { ...TWO_REGIONS, "eu us": { p50Ms: [1, 1.1], rttMs: 2 } };
    assert.equal(pairOf([aRun(faster)], "eu", "us").delta!.explained, null);
    const { "eu us": far } = TWO_REGIONS;
    assert.equal(pairOf([aRun({ "eu us": far })], "eu", "us").delta, null);
  });

  it("the median of the round trips explains, which a slow one does not move", () => {
    const run = aRun({ "eu eu": TWO_REGIONS["eu eu"], "eu us": { p50Ms: [82], rttMs: null } });
    const far = run.load.at(-1)!.result.vantage;
    far.rttMs = { min: 80, mean: 99, p50: 80.5, p90: 83, max: 400, samples: 20 };
    near(pairOf([run], "eu", "us").rttMs!, 80.5);
    near(pairOf([run], "eu", "us").delta!.rttMs!, 80);
  });

  it("an objective holds for a pair if it holds in each of its cells", () => {
    const run = aRun({
      "eu eu": { p50Ms: [2, 2], rttMs: 1, thresholds: [{ threshold: "p95<50ms", holds: true, value: 8 }] },
    });
    const held = { threshold: "p95<50ms", holds: true, value: 8 };
    assert.deepEqual(pairOf([run], "eu", "eu").objectives, [held]);
    const broken = { ...held, holds: false, value: 60 };
    run.load[1]!.result.thresholds = [broken];
    assert.deepEqual(pairOf([run], "eu", "eu").objectives, [broken]);
  });
});
