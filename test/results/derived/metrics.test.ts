import assert from "node:assert/strict";
import { derivedMetrics, type DerivedCell } from "../../../results/derived/index.ts";
import type { CellOutput, DerivedMetric } from "../../../results/schema/outputs.ts";
import { derivedMetricSchema } from "../../../results/schema/outputs.ts";
import { aCell, aLatency, aResult, anEndpoint, aSecond } from "../../helpers/builders.ts";

type Result = CellOutput["result"];
const cell = (
  level: string,
  result: Partial<Result>,
  seconds: DerivedCell["seconds"] = [],
  repeat = 1,
): DerivedCell => {
  const name = `load-${level}-${repeat}`;
  const output = aCell({ level, cell: name, repeat, result: { ...aResult(), ...result } });
  return { cell: name, output, seconds };
};
const planned = (name: string, over: object = {}) => ({
  ...{ name, users: 10, spawnRatePerS: 5, durationMs: 20_000 },
  ...over,
});
const short = (metrics: DerivedMetric[]) => metrics.map(({ metric, level, value }) => [metric, level, value]);

/** Plateaus of five seconds each, whose p95 and rate depend on the users. */
function steps(
  users: number[],
  p95: (users: number) => number,
  rate = (load: number) => load,
  repeat = 1,
): DerivedCell {
  const stages = users.flatMap((to) => [
    { users: to, overMs: 0 },
    { users: to, overMs: 5000 },
  ]);
  const segments = users.map((_, i) => ({
    ...{ name: `plateau-${i}`, kind: "plateau" as const, measured: true },
    ...{ startMs: 5000 * i, endMs: 5000 * (i + 1) },
  }));
  const segmentStats = users.map((to, i) => ({
    segment: `plateau-${i}`,
    overall: anEndpoint({ ratePerS: rate(to), latencyMs: aLatency(10, { p95: p95(to) }) }),
    arrivals: null,
  }));
  return cell(
    "steps",
    { spec: { model: "closed", users: Math.max(...users), stages }, segments, segmentStats },
    [],
    repeat,
  );
}

describe("derived metrics of a run", () => {
  it("a spike has a recovery time, the median over its repeats", () => {
    const segments = [
      { name: "before", kind: "plateau" as const, startMs: 0, endMs: 10_000, measured: true },
      { name: "spike", kind: "spike" as const, startMs: 10_000, endMs: 20_000, measured: true },
      { name: "after", kind: "recovery" as const, startMs: 20_000, endMs: 40_000, measured: true },
    ];
    const spike = (slowUntil: number, repeat: number) => {
      const seconds = Array.from({ length: 40 }, (_, i) => aSecond({ atMs: 1000 * (i + 1) })).map((second, i) => ({
        ...second,
        ...{ requests: 100, failures: 0, p95Ms: i >= 10 && i < slowUntil ? 500 : 10 },
      }));
      return cell("spike", { segments }, seconds, repeat);
    };
    const metrics = derivedMetrics([spike(23, 1), spike(27, 2), spike(25, 3)], [planned("spike")]);
    assert.deepEqual(short(metrics), [["recovery", "spike", 5000]]);
    assert.deepEqual(metrics[0]!.values, [3000, 7000, 5000]);
    const [never] = derivedMetrics([spike(23, 1), spike(40, 2)], [planned("spike")]);
    assert.deepEqual([never!.value, never!.values], [null, []]);
    assert.match(never!.how, /^not recovered after 1 of 2 spikes, within the 20 s watched$/);
  });

  it("steps have a knee, and a capacity within their objectives", () => {
    const users = [10, 20, 30, 40, 50, 60, 70, 80];
    const cells = [
      steps(
        users,
        (load) => 4 * load,
        (load) => 4 * Math.min(load, 45),
      ),
    ];
    const [knee, capacity] = derivedMetrics(cells, [planned("steps", { objectives: ["p95<210ms"] })]);
    assert.ok(knee?.metric === "knee" && Math.abs(knee.value! - 45) < 2, JSON.stringify(knee));
    assert.deepEqual([capacity?.metric, capacity?.value, capacity?.isAtLeast], ["capacity", 50, undefined]);
    const [, open] = derivedMetrics(cells, [planned("steps", { objectives: ["p95<1s"] })]);
    assert.deepEqual([open?.value, open?.isAtLeast], [80, true]);
    const [, none] = derivedMetrics(cells, [planned("steps", { objectives: ["p95<1ms"] })]);
    assert.deepEqual([none?.value, none?.how], [null, "no plateau is known to be within p95<1ms"]);
  });

  it("few steps have no knee, and say why", () => {
    const [knee] = derivedMetrics([steps([10, 20], () => 10)], [planned("steps")]);
    assert.deepEqual([knee?.metric, knee?.value], ["knee", null]);
    assert.match(knee!.how, /2 different loads; at least 5 are needed/);
  });

  it("a load that was to find its limit has a capacity, which is a lower bound if nothing ended it", () => {
    const spec = { model: "closed", users: 100, findLimit: true };
    const limit = { condition: "latency", atMs: 30_000, load: 60, sustained: 40 };
    const [found] = derivedMetrics([cell("stress", { spec, limit })], [planned("stress")]);
    assert.deepEqual([found?.metric, found?.value, found?.isAtLeast], ["capacity", 40, undefined]);
    assert.equal(found?.how, "latency ended the load at 60 users; the window before it was fine");
    const [open] = derivedMetrics([cell("stress", { spec })], [planned("stress")]);
    assert.deepEqual([open?.value, open?.isAtLeast], [100, true]);
    const [stopped] = derivedMetrics([cell("stress", { spec, status: "partial" })], [planned("stress")]);
    assert.deepEqual([stopped?.value, stopped?.how], [null, "the load was stopped before a condition ended it"]);
  });

  it("constant levels with common objectives have one capacity, and those without have none", () => {
    const at = (level: string, users: number, p95: number) =>
      cell(level, {
        spec: { model: "closed", users },
        overall: anEndpoint({ latencyMs: aLatency(10, { p95 }) }),
      });
    const cells = [at("low", 10, 50), at("medium", 50, 90), at("high", 200, 900)];
    const levels = (objectives?: string[]) => ["low", "medium", "high"].map((name) => planned(name, { objectives }));
    assert.deepEqual(short(derivedMetrics(cells, levels(["p95<100"]))), [["capacity", null, 50]]);
    assert.deepEqual(derivedMetrics(cells, levels()), []);
  });

  it("invalid cells have no metrics, and all metrics fit their schema", () => {
    const spec = { model: "closed", users: 100, findLimit: true };
    assert.deepEqual(derivedMetrics([cell("stress", { spec, status: "invalid" })], [planned("stress")]), []);
    for (const metric of derivedMetrics([cell("stress", { spec }), steps([1, 2], () => 1)], [planned("stress")]))
      assert.ok(derivedMetricSchema.parse(metric));
  });
});
