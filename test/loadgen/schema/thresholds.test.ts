import assert from "node:assert/strict";
import { parseThreshold, type Threshold } from "../../../loadgen/schema/thresholds.ts";

function parsed(text: string): Threshold {
  const threshold = parseThreshold(text);
  if (typeof threshold === "string") assert.fail(`${text} ${threshold}`);
  return threshold;
}

describe("threshold grammar", () => {
  it("a threshold is read in all of k6's forms", () => {
    const { metric, aggregation, comparison, value } = parsed("http_req_duration: p(99.9) < 300.5");
    assert.deepEqual([metric, comparison, value], ["http_req_duration", "<", 300.5]);
    assert.deepEqual(aggregation, { name: "quantile", quantile: 99.9 / 100 });
    assert.deepEqual(parsed("http_req_duration:med>=1").aggregation, { name: "quantile", quantile: 0.5 });
    assert.equal(parsed("http_req_failed: rate===0").comparison, "==");
    assert.equal(parsed("http_reqs: count!=0").comparison, "!=");
  });

  it("a threshold selects by endpoint and by segment", () => {
    const { endpoint, segment } = parsed("http_req_duration{name:GET /product/:id,segment:spike}: avg<5");
    assert.deepEqual([endpoint, segment], ["GET /product/:id", "spike"]);
    assert.deepEqual(
      [parsed("http_reqs: rate>1").endpoint, parsed("http_reqs{}: rate>1").segment],
      [undefined, undefined],
    );
  });

  for (const [text, complaint] of [
    ["p(95)<300", /must look like/],
    ["latency: p(95)<300", /has no metric latency; there are http_req_duration/],
    ["http_req_duration: p95<300", /has no p95; there are avg, min, max, med, p\(N\)/],
    ["http_req_duration: p(95)", /can't be read/],
    ["http_req_duration: p(101)<1", /above 100/],
    ["http_req_duration: rate<1", /has no rate/],
    ["http_req_failed: count<1", /has no count; there are rate/],
    ["http_req_duration{url:x}: avg<1", /selector that can't be read: url:x/],
  ] as const) {
    it(`refuses the threshold ${text} and lists what is allowed`, () => {
      const threshold = parseThreshold(text);
      assert.ok(typeof threshold === "string");
      assert.match(threshold, complaint);
    });
  }
});
