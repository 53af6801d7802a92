import assert from "node:assert/strict";
import fc from "fast-check";
import { Histogram, secondPercentiles } from "../../../loadgen/histogram/index.ts";
import { RequestAggregator } from "../../../results/import/aggregate.ts";

const request = fc.record({
  endpoint: fc.constantFrom("GET /", "GET /cart", "POST /cart"),
  // Within an hour, which is more seconds than the aggregator keeps open.
  endMs: fc.integer({ min: 1.7e12 + 60_000, max: 1.7e12 + 3_600_000 }),
  durationMs: fc.integer({ min: 0, max: 30_000 }),
  failure: fc.option(fc.record({ class: fc.constantFrom("http-5xx", "other"), message: fc.constantFrom("a", "b") }), {
    nil: undefined,
  }),
});

describe("the request aggregator", () => {
  it("aggregated requests give exact counts, means and extremes, in any order", () => {
    fc.assert(
      fc.property(fc.array(request, { minLength: 1, maxLength: 300 }), (requests) => {
        const aggregator = new RequestAggregator("file");
        for (const each of requests) aggregator.add(each);
        const { overall, endpoints } = aggregator.statistics();
        const ok = requests.filter(({ failure }) => failure === undefined);
        assert.deepEqual([overall.requests, overall.ok], [requests.length, ok.length]);
        const mean = ok.reduce((sum, { durationMs }) => sum + durationMs, 0) / ok.length;
        if (ok.length > 0) assert.ok(Math.abs(overall.latencyMs.avg! - mean) < 1e-6);
        else assert.equal(overall.latencyMs.avg, null);
        assert.equal(overall.allLatencyMs.max, Math.max(...requests.map(({ durationMs }) => durationMs)));
        for (const { name, requests: count, failures } of endpoints) {
          const own = requests.filter(({ endpoint }) => endpoint === name);
          assert.deepEqual([count, failures], [own.length, own.filter(({ failure }) => failure !== undefined).length]);
        }
        const errors = aggregator.errors().reduce((sum, { count }) => sum + count, 0);
        assert.equal(errors, requests.length - ok.length);
      }),
    );
  });

  it("each request counts in the second that it ended in, with the percentiles of all requests of that second, in any order", () => {
    fc.assert(
      fc.property(fc.array(request, { minLength: 1, maxLength: 300 }), (requests) => {
        const aggregator = new RequestAggregator("file");
        for (const each of requests) aggregator.add(each);
        const { startMs } = aggregator.span;
        const lines = aggregator.seconds.lines(startMs);
        const first = Math.floor(startMs / 1000);
        for (const { atMs, requests: count, failures, failureClasses = {}, ...percentiles } of lines) {
          const own = requests.filter(({ endMs }) => Math.floor(endMs / 1000) === first + atMs / 1000 - 1);
          assert.equal(count, own.length);
          assert.equal(failures, own.filter(({ failure }) => failure !== undefined).length);
          assert.equal(
            Object.values(failureClasses).reduce((sum, each) => sum + each, 0),
            failures,
          );
          const latency = new Histogram();
          for (const { durationMs, failure } of own) if (failure === undefined) latency.record(1000 * durationMs);
          const { p50Ms, p95Ms, p99Ms } = percentiles;
          assert.deepEqual({ p50Ms, p95Ms, p99Ms }, secondPercentiles(latency));
        }
        assert.equal(
          lines.reduce((sum, line) => sum + line.requests, 0),
          requests.length,
        );
      }),
    );
  });

  it("a request that comes hours late counts in its second, whose percentiles include it", () => {
    const aggregator = new RequestAggregator("file");
    const at = (second: number, durationMs = 5) =>
      aggregator.add({ endpoint: "GET /", endMs: 1.7e12 + 1000 * second, durationMs });
    for (let round = 0; round < 30; round += 1) at(0);
    for (let second = 1; second <= 3600; second += 1) at(second);
    for (let round = 0; round < 40; round += 1) at(0, 9);
    const [first] = aggregator.seconds.lines(1.7e12);
    assert.deepEqual([first?.requests, first?.p50Ms], [70, 9]);
  });

  it("users of parts that ran at the same time are added, each with the last number that it stated, until its last", () => {
    const aggregator = new RequestAggregator("files");
    const users = (second: number, count: number) => aggregator.seconds.users(1.7e12 + 1000 * second, count);
    aggregator.beginPart();
    for (const [second, count] of [
      [0, 2],
      [1, 5],
      [3, 5],
    ] as const)
      users(second, count);
    aggregator.beginPart();
    for (const [second, count] of [
      [1, 1],
      [2, 3],
      [4, 4],
    ] as const)
      users(second, count);
    assert.deepEqual(
      aggregator.seconds.lines(1.7e12).map((line) => line.users),
      [2, 6, 8, 8, 4],
    );
  });

  it("requests of parts are added, and the number of each part is known", () => {
    fc.assert(
      fc.property(fc.array(fc.array(request, { maxLength: 60 }), { minLength: 1, maxLength: 6 }), (parts) => {
        fc.pre(parts.flat().length > 0);
        const [divided, whole] = [new RequestAggregator("files"), new RequestAggregator("file")];
        for (const part of parts) {
          divided.beginPart();
          for (const each of part) divided.add(each);
        }
        for (const each of parts.flat()) whole.add(each);
        assert.deepEqual(
          divided.partRequests,
          parts.map(({ length }) => length),
        );
        assert.deepEqual(divided.statistics(), whole.statistics());
        assert.deepEqual(divided.histograms(), whole.histograms());
        const { startMs } = whole.span;
        assert.deepEqual(divided.seconds.lines(startMs), whole.seconds.lines(startMs));
      }),
    );
  });
});
