import assert from "node:assert/strict";
import { metricsServer } from "../../../loadgen/report/prometheus.ts";
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

  it("metrics are served at /metrics on the loopback address only, and a port in use is refused", async () => {
    const server = await metricsServer(0);
    const url = `http://127.0.0.1:${server.port}`;
    const answer = await fetch(`${url}/metrics`);
    assert.match(answer.headers.get("content-type")!, /version=0\.0\.4/);
    assert.match(await answer.text(), /^stackmark_load_users 0$/m);
    assert.equal((await fetch(url)).status, 404);
    await assert.rejects(metricsServer(server.port), { code: "EADDRINUSE" });
    await server.finish();
  });
});
