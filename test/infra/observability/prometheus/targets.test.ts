import assert from "node:assert/strict";
import fc from "fast-check";
import { expectedTargets } from "../../../../infra/observability/kube-prometheus/chart.ts";
import {
  checkTargets,
  coveredWindow,
  missingTargets,
  outsideGaps,
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
    assert.deepEqual(judge(scrapes()), { problems: [], gaps: [], scrapes: 12, failedScrapes: 0 });
  });

  it("a run is invalid if an expected target is not scraped at all", () => {
    const other = { ...scrapes(), instance: "worker" };
    assert.deepEqual(judge(other).problems, ["kubelet of server is not a target of Prometheus, or was never scraped"]);
  });

  it("a minute is invalid if two scrapes in a row failed, with how often, when and how much is lost", () => {
    const verdict = judge(scrapes((_, i) => (i === 3 || i === 4 ? 0 : 1)));
    assert.deepEqual(verdict.problems, [
      "kubelet of server was down in 2 of 12 scrapes, from 12:00:11.000 to 12:00:26.000: 17 % of the measured part is lost, more than 10 %",
    ]);
    assert.equal(verdict.failedScrapes, 2);
  });

  it("a single failed scrape is counted and loses nothing, also at either end of the window", () => {
    for (const lost of [0, 3, 11]) {
      const { problems, failedScrapes } = judge(scrapes((_, i) => (i === lost ? 0 : 1)));
      assert.deepEqual([problems, failedScrapes], [[], 1]);
    }
    const { gaps } = judge(scrapes((_, i) => (i === 3 ? 0 : 1)));
    assert.deepEqual(gaps, [{ target: "kubelet of server", from: NOON + 11_000, to: NOON + 21_000 }]);
  });

  it("no single lost scrape makes a three-minute cell invalid, however far apart scrapes are", () => {
    const minutes = { from: NOON, to: NOON + 180_000 };
    const interval = fc.integer({ min: 1, max: 60 }).map((seconds) => seconds * 1000);
    fc.assert(
      fc.property(interval, fc.nat(), (intervalMs, at) => {
        const count = Math.floor(180_000 / intervalMs);
        const points = Array.from({ length: count }, (_, i) => {
          return { at: NOON + Math.round((i + 0.5) * intervalMs), value: i === at % count ? 0 : 1 };
        });
        const { problems } = checkTargets([kubelet], [{ ...kubelet, points }], minutes, intervalMs);
        assert.deepEqual(problems, []);
      }),
    );
  });

  it("several scrapes in a row may be lost up to 10 % of the measured part", () => {
    const minutes = { from: NOON, to: NOON + 180_000 };
    const lost = (count: number) => {
      const points = Array.from({ length: 36 }, (_, i) => {
        return { at: NOON + 1_000 + i * INTERVAL_MS, value: i >= 10 && i < 10 + count ? 0 : 1 };
      });
      return checkTargets([kubelet], [{ ...kubelet, points }], minutes, INTERVAL_MS);
    };
    assert.deepEqual([lost(3).problems.length, lost(3).gaps.length], [0, 1]);
    assert.match(lost(4).problems.join(), /11 % of the measured part is lost, more than 10 %/);
  });

  it("a run is invalid if a target was not scraped for a while, also at either end of the window", () => {
    const gap = (a: number, b: number) => judge(scrapes((_, i) => (i >= a && i < b ? null : 1))).problems;
    assert.deepEqual(gap(4, 6), [
      "kubelet of server was not scraped from 12:00:16.000 to 12:00:31.000: 17 % of the measured part is lost, more than 10 %",
    ]);
    assert.match(gap(0, 3).join(), /^kubelet of server was not scraped from 12:00:00.000 to 12:00:16.000: 18 %/);
    assert.match(gap(9, 12).join(), /^kubelet of server was not scraped from 12:00:41.000 to 12:01:00.000: 23 %/);
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

describe("gaps", () => {
  it("rates are averaged over the window without gaps at its edges", () => {
    const { from, to } = window;
    const inner = { from: from + 20_000, to: from + 35_000 };
    assert.deepEqual(coveredWindow(window, [inner]), window);
    const edges = [{ from, to: from + 11_000 }, inner, { from: to - 19_000, to }];
    assert.deepEqual(coveredWindow(window, edges), { from: from + 10_999, to: to - 19_000 });
    assert.deepEqual(coveredWindow(window, [window]), window);
  });

  it("values within a gap are left out, those at its ends are kept", () => {
    const points = [10, 15, 20, 25].map((at) => ({ at }));
    assert.deepEqual(outsideGaps(points, [{ from: 10, to: 20 }]), [{ at: 10 }, { at: 20 }, { at: 25 }]);
  });
});
