import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { runLoadCli } from "../../../loadgen/cli/index.ts";
import { cellSchema } from "../../../loadgen/schema/index.ts";
import { needsPrometheus } from "../../infra/observability/prometheus/promtool.ts";
import { startPrometheus, type Started } from "../../infra/observability/prometheus/real-prometheus.ts";
import { countingServer } from "../helpers/counting-server.ts";
import { closedPort } from "../helpers/raw-server.ts";

const LOAD = "--rate 200 --duration 6s --json --quiet --label team=checkout".split(" ");

async function load(...more: string[]) {
  await using server = await countingServer();
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const code = await runLoadCli([server.url, ...LOAD, ...more], { stdout, stderr });
  const text = (stream: PassThrough) => String((stream.read() as Buffer | null) ?? "");
  return { code, result: cellSchema.parse(JSON.parse(text(stdout))), err: text(stderr) };
}

describe("stackmark load --export", function () {
  this.timeout(60_000);
  let prometheus: Started | undefined;
  before(async function () {
    needsPrometheus(this, "prometheus");
    prometheus = await startPrometheus([], 1_000);
  });
  after(() => prometheus?.close());

  async function query(promql: string): Promise<{ metric: Record<string, string>; values: [number, string][] }[]> {
    // The last second has not ended when the load has.
    const time = String(Date.now() / 1000 + 10);
    const response = await fetch(`${prometheus!.url}/api/v1/query?${new URLSearchParams({ query: promql, time })}`);
    const { data } = (await response.json()) as { data: { result: { metric: Record<string, string>; values: [] }[] } };
    return data.result;
  }

  it("a real Prometheus has a sample for every second, and in the end the requests of the result", async () => {
    const { result, err } = await load("--export", `${prometheus!.url}/api/v1/write`);
    assert.equal(err, "");
    const [users] = await query("stackmark_load_users[1h]");
    assert.deepEqual(users!.metric, { __name__: "stackmark_load_users", job: "stackmark", team: "checkout" });
    const times = users!.values.map(([time]) => time);
    assert.ok(times.length >= 6, `${times.length} seconds`);
    assert.ok(times.every((time, i) => i === 0 || Math.round(time - times[i - 1]!) === 1));
    const requests = await query(`stackmark_load_requests_total{outcome="ok"}[1h]`);
    const last = requests.map(({ values }) => Number(values.at(-1)![1])).reduce((sum, count) => sum + count, 0);
    assert.equal(last, result.accounting.ok);
  });

  it("a receiver that is not there costs a line at the end, and neither the load nor its exit code", async () => {
    const url = `http://127.0.0.1:${await closedPort()}/write`;
    const { code, result, err } = await load("--export", url);
    assert.deepEqual([result.accounting.failed, result.overall.requests > 0], [0, true]);
    assert.notEqual(code, 1);
    assert.match(err, /^export: \d+ of \d+ seconds were not written to http:\/\/127\.0\.0\.1:\d+\/write: .*\n$/);
  });
});
