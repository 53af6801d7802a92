import assert from "node:assert/strict";
import fc from "fast-check";
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

  it("each request counts in the second that it ended in; a second with a late request has no percentiles", () => {
    fc.assert(
      fc.property(fc.array(request, { minLength: 1, maxLength: 300 }), (requests) => {
        const aggregator = new RequestAggregator("file");
        for (const each of requests) aggregator.add(each);
        const { startMs } = aggregator.span;
        const lines = aggregator.seconds.lines(startMs);
        const first = Math.floor(startMs / 1000);
        for (const { atMs, requests: count, failures, failureClasses = {} } of lines) {
          const own = requests.filter(({ endMs }) => Math.floor(endMs / 1000) === first + atMs / 1000 - 1);
          assert.equal(count, own.length);
          assert.equal(failures, own.filter(({ failure }) => failure !== undefined).length);
          assert.equal(
            Object.values(failureClasses).reduce((sum, each) => sum + each, 0),
            failures,
          );
        }
        assert.equal(
          lines.reduce((sum, line) => sum + line.requests, 0),
          requests.length,
        );
      }),
    );
  });

  it("the aggregator holds few distributions at a time; requests that come hours late are counted and reported", () => {
    const aggregator = new RequestAggregator("file");
    const at = (second: number) => aggregator.add({ endpoint: "GET /", endMs: 1.7e12 + 1000 * second, durationMs: 5 });
    for (let round = 0; round < 30; round += 1) at(0);
    for (let second = 1; second <= 3600; second += 1) at(second);
    at(0);
    assert.equal(aggregator.seconds.late, 1);
    const [first] = aggregator.seconds.lines(1.7e12);
    assert.deepEqual([first?.requests, first?.p50Ms], [31, null]);
  });
});
