import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { SecondAssembler } from "../../../loadgen/coordinator/seconds.ts";
import { Exposition, metricsServer } from "../../../loadgen/report/prometheus.ts";
import { virtualRun } from "../helpers/virtual-run.ts";

async function loaded(): Promise<{ exposition: Exposition; sent: number }> {
  const { clock, transport, seconds } = virtualRun({
    spec: { users: 20, spawnRatePerS: 20, durationMs: 20_000 },
    answer: ({ path }, atUs) => ({
      latencyUs: 1000 + (atUs % 300_000),
      ...(path === "/cart" ? { head: "HTTP/1.1 503 Busy" } : {}),
    }),
  });
  await clock.advanceTo(30e6);
  const [exposition, assembler] = [new Exposition(), new SecondAssembler(1)];
  for (const part of seconds) for (const merged of assembler.add(0, part) || []) exposition.add(merged);
  return { exposition, sent: transport.requests.length };
}

const sum = (text: string, line: RegExp) =>
  [...text.matchAll(line)].reduce((total, match) => total + Number(match[1]), 0);

describe("Prometheus exposition of a load", () => {
  it("has every request once, in counters, histograms and failure classes", async () => {
    const { exposition, sent } = await loaded();
    const text = exposition.text();
    assert.equal(sum(text, /^stackmark_load_requests_total\{.*\} (\d+)$/gm), sent);
    assert.equal(sum(text, /^stackmark_load_request_duration_seconds_bucket\{.*le="\+Inf"\} (\d+)$/gm), sent);
    assert.equal(sum(text, /^stackmark_load_request_duration_seconds_bucket\{.*le="0.5"\} (\d+)$/gm), sent);
    const failed = sum(text, /^stackmark_load_requests_total\{.*outcome="failed"\} (\d+)$/gm);
    assert.ok(failed > 0);
    assert.equal(sum(text, /^stackmark_load_failures_total\{class="http-5xx"\} (\d+)$/gm), failed);
  });

  it("is what Prometheus' own linter accepts", async function () {
    if (spawnSync("which", ["promtool"]).status !== 0) {
      console.log("      skipped: promtool is not installed");
      this.skip();
    }
    const { exposition } = await loaded();
    const { status, stdout, stderr } = spawnSync("promtool", ["check", "metrics"], {
      input: exposition.text(),
      encoding: "utf8",
    });
    assert.deepEqual([status, stdout, stderr], [0, "", ""]);
  });

  it("is served at /metrics of this machine alone, and a port that is taken is refused", async () => {
    const server = await metricsServer(0);
    const url = `http://127.0.0.1:${server.port}`;
    const answer = await fetch(`${url}/metrics`);
    assert.match(answer.headers.get("content-type")!, /version=0\.0\.4/);
    assert.match(await answer.text(), /^stackmark_load_users 0$/m);
    assert.equal((await fetch(url)).status, 404);
    await assert.rejects(metricsServer(server.port), { code: "LOAD_SPEC_INVALID" });
    await server.finish();
  });
});
