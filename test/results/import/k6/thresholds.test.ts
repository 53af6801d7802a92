import assert from "node:assert/strict";
import { k6Thresholds } from "../../../../results/import/k6/thresholds.ts";

describe("thresholds of a k6 script", () => {
  it("are read from --summary-export, which says which failed", () => {
    const metrics = {
      http_req_duration: { avg: 12, "p(95)": 480, thresholds: { "p(95)<500": false, "avg<10": true } },
      http_req_failed: { value: 0.02, passes: 2, fails: 98, thresholds: { "rate<0.01": true } },
      http_reqs: { count: 100, rate: 10 },
    };
    assert.deepEqual(k6Thresholds(JSON.stringify({ metrics })), [
      { threshold: "http_req_duration: p(95)<500", holds: true, value: 480 },
      { threshold: "http_req_duration: avg<10", holds: false, value: 12 },
      { threshold: "http_req_failed: rate<0.01", holds: false, value: 0.02 },
    ]);
  });

  it("are read from the data of handleSummary, which says which are met", () => {
    const metrics = { checks: { values: {}, thresholds: { "rate>0.9": { ok: false } } } };
    assert.deepEqual(k6Thresholds(JSON.stringify({ metrics })), [
      { threshold: "checks: rate>0.9", holds: false, value: null },
    ]);
  });

  it("a file of another kind has none", () => {
    for (const text of ["", "{}", "[]", '{"metrics": 1}']) assert.deepEqual(k6Thresholds(text), []);
  });
});
