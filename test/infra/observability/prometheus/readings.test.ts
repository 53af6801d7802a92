import assert from "node:assert/strict";
import fc from "fast-check";
import type { Series } from "../../../../infra/observability/prometheus/client.ts";
import { queryNamed } from "../../../../infra/observability/prometheus/queries.ts";
import { rateWindowMs, readingsOf } from "../../../../infra/observability/prometheus/readings.ts";
import { integrate } from "../../../../infra/observability/prometheus/samples.ts";
import { sumOf } from "../../../../infra/observability/prometheus/sums.ts";
import { percentOf } from "../../../../infra/observability/prometheus/usage.ts";

const window = { from: 100_000, to: 160_000 };
const STEP_MS = 5_000;

/** Points each step from one time to another. */
const series = (from: number, to: number, value: (at: number) => number): Series => ({
  labels: { pod: "frontend" },
  points: Array.from({ length: Math.floor((to - from) / STEP_MS) + 1 }, (_, i) => from + i * STEP_MS).map((at) => {
    return { at, value: value(at) };
  }),
});
const counted = (one: Series) => readingsOf(queryNamed("pod_restarts"), [one], [], window, 30_000)[0]!.total;

describe("readingsOf a count query", () => {
  it("a count excludes what was counted before the level", () => {
    assert.equal(counted(series(80_000, 160_000, () => 3)), 0);
    assert.equal(counted(series(80_000, 160_000, (at) => (at < 130_000 ? 3 : 5))), 2);
  });

  it("a count starts at the last scrape before the level, if no scrape coincides with its start", () => {
    assert.equal(counted(series(83_000, 160_000, () => 3)), 0);
    assert.equal(counted(series(83_000, 160_000, (at) => (at < 102_000 ? 3 : 5))), 2);
  });

  it("a count without points is unknown", () => {
    assert.equal(counted({ labels: {}, points: [] }), null);
  });

  it("a count includes everything of a pod that was created within the level", () => {
    assert.equal(counted(series(120_000, 160_000, (at) => (at < 140_000 ? 0 : 2))), 2);
  });

  it("a count includes everything of a pod that was deleted within the level", () => {
    assert.equal(counted(series(80_000, 130_000, (at) => (at < 120_000 ? 1 : 2))), 1);
  });
});

describe("readingsOf a rate query", () => {
  const whole: Series[] = [{ labels: { pod: "frontend" }, points: [{ at: window.to, value: 2 }] }];
  const read = (one: Series[], rateWindow = 30_000) =>
    readingsOf(queryNamed("pod_cpu"), one, whole, window, rateWindow)[0]!;

  it("the maximum of a rate uses only points that look back no further than the level's measured part", () => {
    const busyBefore = series(80_000, 160_000, (at) => (at < 130_000 ? 9 : 3));
    assert.deepEqual(read([busyBefore]), { name: "pod_cpu", labels: { pod: "frontend" }, avg: 2, max: 3, total: null });
  });

  it("a rate has no maximum, and a reason, if the measured part is shorter than the rate looks back", () => {
    const { avg, max, reason } = read([series(100_000, 160_000, () => 3)], 90_000);
    assert.deepEqual([avg, max, reason], [2, null, "the measured part is too short for a maximum"]);
  });

  it("a rate looks back four scrapes, but at least 60 s for pods, in which a kubelet reads their counters twice", () => {
    assert.deepEqual([rateWindowMs("pod", 1_000), rateWindowMs("pod", 20_000)], [60_000, 80_000]);
    assert.deepEqual([rateWindowMs("node", 5_000), rateWindowMs("node", 15_000)], [30_000, 60_000]);
  });
});

describe("readingsOf a gauge query", () => {
  const read = (one: Series) => readingsOf(queryNamed("pod_memory_of_limit"), [one], [], window, 30_000)[0]!;

  it("a gauge excludes the value at the start of the level, which was scraped before it", () => {
    const { avg, max } = read(series(95_000, 160_000, (at) => (at <= window.from ? 90 : 30)));
    assert.deepEqual([avg, max], [30, 30]);
  });

  it("a gauge without a scrape within the level is unknown", () => {
    const { avg, max, reason } = read(series(95_000, 100_000, () => 90));
    assert.deepEqual([avg, max, reason], [null, null, "no data"]);
  });
});

describe("sumOf and integrate", () => {
  it("the sum of replicas is, at each time, the sum of those that have a value then", () => {
    const points = fc.uniqueArray(
      fc.record({ at: fc.integer({ min: 0, max: 20 }), value: fc.integer({ min: 0, max: 9 }) }),
      {
        selector: ({ at }) => at,
      },
    );
    fc.assert(
      fc.property(fc.array(points, { maxLength: 4 }), (replicas) => {
        const sums = sumOf(replicas.map((each) => ({ labels: {}, points: each })));
        const naive = Array.from({ length: 21 }, (_, at) => {
          const values = replicas.flatMap((each) => each.filter((point) => point.at === at).map(({ value }) => value));
          return { at, values };
        }).filter(({ values }) => values.length > 0);
        assert.deepEqual(
          sums,
          naive.map(({ at, values }) => ({ at, value: values.reduce((a, b) => a + b, 0) })),
        );
      }),
    );
  });

  it("a counter integrated from rates never falls, and ends at their mean multiplied by the time", () => {
    const rates = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(rates, (values) => {
        const counter = integrate(values.map((value, i) => ({ at: i * 1000, value })));
        assert.ok(counter.every(({ value }, i) => i === 0 || value >= counter[i - 1]!.value));
        assert.equal(counter[0]!.value, 0);
        assert.equal(
          counter.at(-1)!.value,
          values.slice(1).reduce((a, b) => a + b, 0),
        );
      }),
    );
  });
});

describe("percentOf", () => {
  it("a share is unknown without a limit, and keeps its own reason without a usage", () => {
    assert.deepEqual(percentOf({ avg: 1, max: 2 }, null, "no limit"), { avg: null, max: null, reason: "no limit" });
    assert.deepEqual(percentOf({ avg: null, max: null, reason: "no data" }, 2, "no limit").reason, "no data");
    assert.deepEqual(percentOf({ avg: 1, max: null, reason: "short" }, 4, "no limit"), {
      avg: 25,
      max: null,
      reason: "short",
    });
  });
});
