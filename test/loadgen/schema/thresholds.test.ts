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

  it("a value in braces may itself contain braces, commas, colons and quotes", () => {
    const endpointOf = (selector: string) => parsed(`http_req_duration{${selector}}: p(95)<500`).endpoint;
    assert.equal(endpointOf("name:GET /users/{id}"), "GET /users/{id}");
    assert.equal(endpointOf("name:GET /a,b"), "GET /a,b");
    assert.equal(endpointOf("name:GET /{a},{b}/c:d"), "GET /{a},{b}/c:d");
    assert.equal(endpointOf('"name":"GET /a"'), "GET /a");
    const { endpoint, segment } = parsed("http_req_duration{name:GET /{a},b, segment:spike}: p(95)<500");
    assert.deepEqual([endpoint, segment], ["GET /{a},b", "spike"]);
  });

  it("a threshold selects by k6's tags for the method and for expected responses", () => {
    const { method, outcome } = parsed("http_req_duration{expected_response:true,method:GET}: p(95)<500");
    assert.deepEqual([method, outcome], ["GET", "ok"]);
    assert.equal(parsed("http_reqs{expected_response:false}: count<5").outcome, "failed");
  });

  it("a limit is any number that k6 takes, with or without a unit", () => {
    const limits = [".01", "1e-2", "+0.01", "0.01", "1%"].map((text) => parsed(`http_req_failed: rate<${text}`).value);
    assert.deepEqual(limits, [0.01, 0.01, 0.01, 0.01, 0.01]);
    const times = ["5.", "1.5s", "200ms", "500us", "1e3", " 20 "].map((text) =>
      parsed(`http_req_duration: avg<${text}`),
    );
    assert.deepEqual(
      times.map(({ value }) => value),
      [5, 1500, 200, 0.5, 1000, 20],
    );
  });

  it("a percentile may be written without its parentheses", () => {
    for (const text of ["p95", "p(95)", "p( 95.0 )"])
      assert.deepEqual(parsed(`http_req_duration: ${text}<5`).aggregation, { name: "quantile", quantile: 0.95 });
  });

  it("an objective is a threshold on successful requests, on failures in percent, or on the rate", () => {
    const read = ["p95<200ms", "p99<2s", "p(50) < 20", "med<20", "failures<1%", "failures<1", "rate>100/s"].map(parsed);
    assert.deepEqual(
      read.map(({ metric, outcome, comparison, value }) => [metric, outcome, comparison, value]),
      [
        ["http_req_duration", "ok", "<", 200],
        ["http_req_duration", "ok", "<", 2000],
        ["http_req_duration", "ok", "<", 20],
        ["http_req_duration", "ok", "<", 20],
        ["http_req_failed", undefined, "<", 0.01],
        ["http_req_failed", undefined, "<", 0.01],
        ["http_reqs", undefined, ">", 100],
      ],
    );
  });

  for (const [text, complaint] of [
    ["soon", /must be an objective .*, or metric: expression/],
    ["latency: p(95)<300", /there is no metric latency; there are http_req_duration/],
    ["iteration_duration: rate>0.9", /there is no metric iteration_duration; there are/],
    ["http_req_duration: p(95)", /expression that can't be read: p\(95\)/],
    ["http_req_duration: ", /expression that can't be read/],
    ["http_req_duration: p(101)<1", /p\(101\); a percentile is a number from 0 to 100/],
    ["http_req_duration: p(9.9.9)<1", /a percentile is a number/],
    ["http_req_duration: rate<1", /http_req_duration has no rate; it has avg, min, max, med, p\(N\)/],
    ["http_req_failed: count<1", /http_req_failed has no count; it has rate/],
    ["http_req_duration: avg<1, max<5", /limit that can't be read: 1, max<5; it is one number/],
    ["http_req_duration: avg<5%", /limit that can't be read: 5%.*unit: us, µs, ms, s, m/],
    ["p95<5%", /limit that can't be read: 5%/],
    ["failures<101%", /a limit that no share reaches: 101%; a share is from 0 % to 100 %, such as 1%/],
    ["failures<250", /a limit that no share reaches: 250%/],
    ["failures>-1", /a limit that no share reaches: -1%/],
    ["http_req_failed: rate<1.5", /a limit that no share reaches: 1.5/],
    ["checks: rate>99", /a limit that no share reaches: 99/],
    ["failures<2s", /limit that can't be read: 2s/],
    ["http_req_duration{url:x}: avg<1", /has no tag url; there are name, method, segment, expected_response/],
    ["http_req_duration{name:}: avg<1", /tag that can't be read: name:/],
    ["http_req_duration{name:GET /,url:x}: avg<1", /has no tag url/],
    ["http_req_duration{expected_response:maybe}: avg<1", /it is true or false/],
  ] as const) {
    it(`refuses the threshold ${text} and lists what is allowed`, () => {
      const threshold = parseThreshold(text);
      assert.ok(typeof threshold === "string");
      assert.match(threshold, complaint);
    });
  }
});
