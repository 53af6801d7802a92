import assert from "node:assert/strict";
import fc from "fast-check";
import { expectedTargets } from "../../../../infra/observability/kube-prometheus/chart.ts";
import {
  checkTargets,
  missingTargets,
  type TargetScrapes,
} from "../../../../infra/observability/prometheus/targets.ts";

const NOON = Date.parse("2026-05-01T12:00:00Z");
const INTERVAL_MS = 5_000;
const window = { from: NOON, to: NOON + 60_000 };
const kubelet = { job: "kubelet", instance: "server" };

/** Scrapes throughout the window, from 1 s after its start. */
function scrapes(change: (at: number, i: number) => number | null = () => 1): TargetScrapes {
  const points = Array.from({ length: 12 }, (_, i) => ({ at: NOON + 1_000 + i * INTERVAL_MS, i }))
    .map(({ at, i }) => ({ at, value: change(at, i) }))
    .filter((point): point is { at: number; value: number } => point.value !== null);
  return { ...kubelet, points };
}
const judge = (...scraped: TargetScrapes[]) => checkTargets([kubelet], scraped, window, INTERVAL_MS);

describe("checkTargets", () => {
  it("targets have no problem if each was up at every scrape of the window", () => {
    assert.deepEqual(judge(scrapes()), { problems: [], scrapes: 12, failedScrapes: 0 });
  });

  it("a run is invalid if an expected target is not scraped at all", () => {
    const other = { ...scrapes(), instance: "worker" };
    assert.deepEqual(judge(other).problems, ["kubelet of server is not a target of Prometheus, or was never scraped"]);
  });

  it("a run is invalid if two scrapes in a row failed, with how often and when", () => {
    const verdict = judge(scrapes((_, i) => (i === 3 || i === 4 ? 0 : 1)));
    assert.deepEqual(verdict.problems, [
      "kubelet of server was down in 2 of 12 scrapes, from 12:00:11.000 to 12:00:26.000",
    ]);
    assert.equal(verdict.failedScrapes, 2);
  });

  it("a single failed scrape is counted and loses nothing, also at either end of the window", () => {
    for (const lost of [0, 3, 11])
      assert.deepEqual(judge(scrapes((_, i) => (i === lost ? 0 : 1))), { problems: [], scrapes: 12, failedScrapes: 1 });
  });

  it("a run is invalid if a target was not scraped for a while, also at either end of the window", () => {
    const gap = (a: number, b: number) => judge(scrapes((_, i) => (i >= a && i < b ? null : 1))).problems;
    assert.deepEqual(gap(4, 6), ["kubelet of server was not scraped from 12:00:16.000 to 12:00:31.000"]);
    assert.deepEqual(gap(0, 3), ["kubelet of server was not scraped from 12:00:00.000 to 12:00:16.000"]);
    assert.deepEqual(gap(9, 12), ["kubelet of server was not scraped from 12:00:41.000 to 12:01:00.000"]);
    assert.deepEqual(gap(0, 12), ["kubelet of server was not scraped in the measured part"]);
  });

  it("a run is invalid if a spot machine is evicted and stops answering before the window's end", () => {
    const evicted = judge(scrapes((_, i) => (i < 7 ? 1 : 0)));
    assert.match(evicted.problems.join(), /^kubelet of server was down in 5 of 12 scrapes/);
    assert.match(judge(scrapes((_, i) => (i < 7 ? 1 : null))).problems.join(), /was not scraped from/);
  });

  it("a scrape may be one interval late", () => {
    assert.deepEqual(judge(scrapes((_, i) => (i === 5 ? null : 1))).problems, []);
  });

  it("only the window counts: a target may be down before and after it", () => {
    const around = [NOON - 5_000, NOON + 65_000].map((at) => ({ at, value: 0 }));
    const { points } = scrapes();
    assert.deepEqual(judge({ ...kubelet, points: [...around, ...points] }).problems, []);
  });

  it("an expected target without an instance is any target of its job, so a replaced pod does no harm", () => {
    const expected = [{ job: "kubelet" }];
    const old = { ...scrapes((_, i) => (i < 2 ? 1 : null)), instance: "10.42.0.7:8080" };
    assert.deepEqual(checkTargets(expected, [old, scrapes()], window, INTERVAL_MS).problems, []);
    assert.equal(checkTargets(expected, [old], window, INTERVAL_MS).problems.length, 1);
  });

  it("the expected targets are each node's kubelet and node-exporter, and kube-state-metrics once", () => {
    assert.deepEqual(expectedTargets([{ name: "server" }, { name: "edge" }]), [
      { job: "kubelet", instance: "server" },
      { job: "kubelet", instance: "edge" },
      { job: "node-exporter", instance: "server" },
      { job: "node-exporter", instance: "edge" },
      { job: "kube-state-metrics" },
    ]);
  });

  it("targets have no problem exactly if no two successful scrapes are more than 2.5 intervals apart", () => {
    const point = fc.record({ at: fc.integer({ min: 0, max: 60_000 }), value: fc.constantFrom(0, 1, 1, 1, 1, 1) });
    fc.assert(
      fc.property(fc.uniqueArray(point, { selector: ({ at }) => at, maxLength: 40 }), (points) => {
        const up = points.filter(({ value }) => value === 1).map(({ at }) => at);
        const times = [0, ...up.sort((a, b) => a - b), 60_000];
        const widest = Math.max(...times.slice(1).map((at, i) => at - times[i]!));
        const seen = points.map(({ at, value }) => ({ at: NOON + at, value }));
        assert.equal(judge({ ...kubelet, points: seen }).problems.length === 0, widest <= 12_500);
      }),
    );
  });
});

describe("missingTargets", () => {
  const expected = [{ job: "kubelet", instance: "edge" }, { job: "kube-state-metrics" }];

  it("targets are named if they are down or are not scraped", () => {
    const up = (job: string, instance: string, isUp: boolean) => ({ job, instance, isUp });
    assert.deepEqual(
      missingTargets(expected, [up("kubelet", "edge", true), up("kube-state-metrics", "10.42.0.7", true)]),
      [],
    );
    assert.deepEqual(missingTargets(expected, [up("kubelet", "edge", false), up("kubelet", "server", true)]), [
      "kubelet of edge is down",
      "kube-state-metrics is not a target of Prometheus",
    ]);
  });

  it("any target of a job is enough if no instance is expected", () => {
    const both = [false, true].map((isUp, i) => ({ job: "kube-state-metrics", instance: `10.42.0.${i}`, isUp }));
    assert.deepEqual(missingTargets([{ job: "kube-state-metrics" }], both), []);
  });
});
