import assert from "node:assert/strict";
import fc from "fast-check";
import { compare, compareAll } from "../../../results/compare/index.ts";
import type { MetricChange } from "../../../results/compare/index.ts";
import type { CellOutput } from "../../../results/schema/outputs.ts";
import {
  aCell,
  aLatency,
  aMetrics,
  aResult,
  aUsage,
  aWanOutputs,
  anEndpoint,
  anOutputs,
} from "../../helpers/builders.ts";

const withOverall = (over: Parameters<typeof anEndpoint>[0], cell: Partial<CellOutput> = {}) =>
  aCell({ result: aResult({ overall: anEndpoint(over) }), ...cell });

function metric(changes: readonly MetricChange[] | undefined, id: string): MetricChange {
  const found = changes?.find(({ metric }) => metric === id);
  assert.ok(found, `there is a metric ${id}`);
  return found;
}

describe("a comparison", () => {
  it("a comparison warns that both sides are the same run", () => {
    const same = "both sides are the same run";
    assert.ok(compare(anOutputs(), anOutputs()).warnings.includes(same));
    assert.ok(!compare(anOutputs(), anOutputs({ stack: "other" })).warnings.includes(same));
  });

  it("a comparison gives the difference and ratio of every latency of one cell per side", () => {
    const ms = fc.double({ min: 0.001, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(ms, ms, (before, after) => {
        const a = anOutputs({ load: [withOverall({ latencyMs: aLatency(before) })] });
        const b = anOutputs({
          runId: "run-b",
          load: [withOverall({ latencyMs: aLatency(after) }, { runId: "run-b" })],
        });
        const changes = compare(a, b).levels[0]?.metrics;
        const { avg, p50, p99 } = aLatency(1);
        for (const [id, factor] of [
          ["avg", avg!],
          ["p50", p50!],
          ["p99", p99!],
        ] as const) {
          const change = metric(changes, id);
          const [left, right] = [before * factor, after * factor];
          assert.equal(change.a.value, left);
          assert.equal(change.b.value, right);
          assert.equal(change.absolute, right - left);
          assert.equal(change.relative, (right - left) / left);
          assert.equal(change.direction, right < left ? "better" : right > left ? "worse" : "same");
        }
      }),
    );
  });

  it("a comparison knows the better direction of each metric", () => {
    const a = anOutputs({ load: [withOverall({ ratePerS: 50, requests: 1000, failures: 10 })] });
    const b = anOutputs({ load: [withOverall({ ratePerS: 60, requests: 1000, failures: 30 })] });
    const changes = compare(a, b).levels[0]?.metrics;
    assert.equal(metric(changes, "rate").direction, "better");
    assert.equal(metric(changes, "failures").direction, "worse");
    assert.deepEqual([metric(changes, "failures").a.value, metric(changes, "failures").b.value], [1, 3]);
  });

  it("cross-node traffic is neither better nor worse, and its change from zero has no ratio", () => {
    const metrics = aMetrics({ crossNodeBytes: { total: 36_000, perS: 2000 } });
    const b = anOutputs({ load: [aCell({ metrics })] });
    const change = metric(compare(anOutputs(), b).levels[0]?.metrics, "cross-node");
    assert.deepEqual([change.a.value, change.absolute, change.relative, change.direction], [0, 2000, null, "neutral"]);
    const perRequest = metric(compare(anOutputs(), b).levels[0]?.metrics, "cross-node-per-request");
    assert.deepEqual([perRequest.a.value, perRequest.b.value], [0, 36]);
  });

  it("CPU in use has no better direction, and CPU per request has one", () => {
    const slow = aCell({ result: aResult({ overall: anEndpoint({ ratePerS: 10 }) }) });
    const changes = compare(anOutputs(), anOutputs({ load: [slow] })).levels[0]?.metrics;
    assert.deepEqual([metric(changes, "cpu-per-request").a.value, metric(changes, "cpu-per-request").b.value], [4, 20]);
    assert.equal(metric(changes, "cpu-per-request").direction, "worse");
    const cores = aCell({ metrics: aMetrics({ nodes: [aUsage({ cpuCores: { avg: 9, max: 9 } })] }) });
    const more = compare(anOutputs(), anOutputs({ load: [cores] })).levels[0]?.metrics;
    assert.equal(metric(more, "cpu-cores").direction, "neutral");
  });

  it("resource metrics are sums over nodes, and missing where a node was not scraped", () => {
    const node = (name: string, cores: number | null) =>
      aUsage({ name, cpuCores: { avg: cores, max: cores, ...(cores === null && { reason: "target down" }) } });
    const both = aCell({ metrics: aMetrics({ nodes: [node("n1", 0.5), node("n2", 0.25)] }) });
    const one = aCell({ metrics: aMetrics({ nodes: [node("n1", 0.5), node("n2", null)] }) });
    const change = metric(
      compare(anOutputs({ load: [both] }), anOutputs({ load: [one] })).levels[0]?.metrics,
      "cpu-cores",
    );
    assert.equal(change.a.value, 0.75);
    assert.deepEqual([change.b.value, change.b.reason, change.direction], [null, "n2: target down", "unknown"]);
  });

  it("a percentile with too few samples keeps its reason", () => {
    const change = metric(compare(anOutputs(), anOutputs()).levels[0]?.metrics, "p99.9");
    assert.deepEqual([change.a.value, change.absolute, change.relative], [null, null, null]);
    assert.match(change.a.reason ?? "", /20000 samples are needed/);
  });

  it("a value over repeats is their geometric mean", () => {
    const cell = (repeat: number, avg: number) =>
      withOverall({ latencyMs: aLatency(avg) }, { repeat, cell: `load-low-${repeat}` });
    const a = anOutputs({ load: [cell(1, 10), cell(2, 40)] });
    const change = metric(compare(a, anOutputs({ load: [cell(1, 20), cell(2, 20)] })).levels[0]?.metrics, "avg");
    assert.ok(Math.abs(change.a.value! - 20) < 1e-9);
    assert.equal(change.a.cells, 2);
  });

  it("invalid cells are not evidence", () => {
    const invalid = {
      status: "invalid",
      reasons: [{ code: "generator-limited", message: "generator at 98 %" }],
    } as const;
    const bad = (repeat: number) =>
      aCell({
        repeat,
        result: aResult({
          ...invalid,
          reasons: [...invalid.reasons],
          overall: anEndpoint({ latencyMs: aLatency(99) }),
        }),
      });
    const mixed = anOutputs({ load: [aCell({ repeat: 1 }), bad(2)] });
    const only = anOutputs({ load: [bad(1)] });
    const { levels, warnings } = compare(mixed, only);
    const change = metric(levels[0]?.metrics, "avg");
    assert.deepEqual([change.a.value, change.a.cells], [10, 1]);
    assert.deepEqual([change.b.value, change.direction], [99, "unknown"]);
    assert.match(warnings.join("\n"), /load-low-1 is invalid: generator at 98 %/);
  });

  it("one equal run per side is inconclusive, with the number of repeats needed", () => {
    const { verdicts } = compare(anOutputs(), anOutputs());
    assert.equal(verdicts.given, true);
    assert.equal(verdicts.verdict, "inconclusive");
    assert.match(
      verdicts.why,
      /one run a side; run-to-run spread assumed 20 %.*if it is 3 %.*10 % takes 3 repeats per side/,
    );
  });

  it("a level or endpoint of one side only is shown without a change", () => {
    const b = anOutputs({ load: [aCell(), aCell({ level: "high", order: 1 })] });
    const { levels, warnings } = compare(anOutputs(), b);
    assert.deepEqual(
      levels.map(({ level, a, b }) => [level, a.length, b.length]),
      [
        ["low", 1, 1],
        ["high", 0, 1],
      ],
    );
    assert.equal(metric(levels[1]?.metrics, "avg").absolute, null);
    assert.match(warnings.join(), /level high was measured on one side only/);
  });

  it("compareAll compares each run with the first", () => {
    const others = [aWanOutputs(), anOutputs({ stack: "third", runId: "run-c" })];
    const comparisons = compareAll(anOutputs(), others);
    assert.deepEqual(
      comparisons.map(({ a, b }) => [a.label, b.label]),
      [
        ["local", "local-wan"],
        ["local", "third"],
      ],
    );
  });

  it("two runs of one stack are labelled with their ids", () => {
    const { a, b } = compare(anOutputs(), anOutputs({ runId: "run-b" }));
    assert.deepEqual([a.label, b.label], ["local run-a", "local run-b"]);
  });

  it("a comparison is plain JSON", () => {
    const comparison = compare(anOutputs(), aWanOutputs());
    assert.deepEqual(JSON.parse(JSON.stringify(comparison)), comparison);
  });
});
