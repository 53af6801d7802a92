import assert from "node:assert/strict";
import { exposedLoad } from "../helpers/exposed-load.ts";

const sum = (text: string, line: RegExp) =>
  [...text.matchAll(line)].reduce((total, match) => total + Number(match[1]), 0);

describe("Prometheus exposition of a load", () => {
  it("the metrics count every request once in counters, histograms and failure classes", async () => {
    const { exposition, sent } = await exposedLoad();
    const text = exposition.text();
    assert.equal(sum(text, /^stackmark_load_requests_total\{.*\} (\d+)$/gm), sent);
    assert.equal(sum(text, /^stackmark_load_request_duration_seconds_bucket\{.*le="\+Inf"\} (\d+)$/gm), sent);
    assert.equal(sum(text, /^stackmark_load_request_duration_seconds_bucket\{.*le="0.5"\} (\d+)$/gm), sent);
    const failed = sum(text, /^stackmark_load_requests_total\{.*outcome="failed"\} (\d+)$/gm);
    assert.ok(failed > 0);
    assert.equal(sum(text, /^stackmark_load_failures_total\{class="http-5xx"\} (\d+)$/gm), failed);
  });

  it("labels are quoted as Prometheus reads them", async () => {
    const { exposition } = await exposedLoad();
    assert.match(exposition.text(), /^stackmark_load_requests_total\{endpoint="[^"]+",outcome="ok"\} \d+$/m);
    assert.match(exposition.text(), /^stackmark_load_users \d+$/m);
  });
});
