import assert from "node:assert/strict";
import { connectPrometheus, PrometheusClient } from "../../../../infra/observability/prometheus/client.ts";
import type { MetricQuery } from "../../../../infra/observability/prometheus/queries.ts";
import { readWindow } from "../../../../infra/observability/prometheus/read-window.ts";
import type { PrometheusSource } from "../../../../infra/observability/source.ts";
import { eventually, soundAttempt } from "../../../helpers/eventually.ts";
import { startShop, type ShopOnNode } from "../../../helpers/shop.ts";
import { needsPrometheus } from "./promtool.ts";
import { startNodeExporter, startPrometheus, type Started } from "./real-prometheus.ts";

const INTERVAL_MS = 1_000;
/** Number of scrapes in a window that is long enough. */
const SCRAPES = 5;

/** The storefront has no cAdvisor: its own counters represent a workload's. */
const STOREFRONT: MetricQuery[] = [
  {
    name: "requests",
    unit: "count",
    per: "pod",
    aggregation: "count",
    help: "",
    query: `sum by (service) (stackmark_requests_total)`,
  },
  {
    name: "cpu",
    unit: "cores",
    per: "pod",
    aggregation: "rate",
    help: "",
    query: `sum by (service) (rate(process_cpu_seconds_total{job="storefront"}[$window]))`,
  },
];

describe("a real Prometheus that scrapes the storefront and a node-exporter", function () {
  this.timeout(60_000);
  let shop: ShopOnNode;
  let exporter: Started & { address: string };
  let prometheus: Started;
  let source: PrometheusSource;

  before(async function () {
    needsPrometheus(this, "prometheus", "prometheus-node-exporter");
    shop = await startShop();
    exporter = await startNodeExporter();
    const storefront = shop.replicas.map(({ service, metricsPort }) => {
      return { targets: [`127.0.0.1:${metricsPort}`], labels: { instance: service } };
    });
    prometheus = await startPrometheus(
      [
        { job_name: "storefront", static_configs: storefront },
        { job_name: "node-exporter", static_configs: [{ targets: [exporter.address], labels: { instance: "shop" } }] },
      ],
      INTERVAL_MS,
    );
    source = {
      kind: "prometheus",
      access: { url: prometheus.url },
      namespace: "boutique",
      nodes: [{ name: "shop", cpus: 2, memoryMiB: 2048 }],
      services: [{ name: "frontend", nodes: ["shop"], allowed: ["shop"] }],
      targets: [{ job: "node-exporter", instance: "shop" }, { job: "storefront" }],
      intervalMs: INTERVAL_MS,
    };
    await firstScrape();
  });

  after(async () => {
    await Promise.all([shop?.close(), exporter?.close(), prometheus?.close()]);
  });

  async function scraped(job: string): Promise<number[]> {
    const door = connectPrometheus(source.access);
    const client = new PrometheusClient(door);
    const series = await client.query(`up{job="${job}"}[10m]`, Date.now());
    await door.close();
    const times = series.map(({ points }) => points.filter(({ value }) => value === 1).map(({ at }) => at));
    return times.sort((a, b) => a.length - b.length)[0] ?? [];
  }

  async function firstScrape(): Promise<void> {
    await eventually(async () => (await scraped("node-exporter")).length > 0, "node-exporter is scraped");
    await eventually(async () => (await scraped("storefront")).length > 0, "the storefront is scraped");
  }

  async function pass(scrapes: number): Promise<void> {
    const before = (await scraped("storefront")).length;
    for (let i = 0; i < 5; i++) await (await fetch(`${shop.url}/product/OLJCESPC7Z`)).arrayBuffer();
    await eventually(async () => (await scraped("storefront")).length >= before + scrapes, `${scrapes} more scrapes`);
  }

  it("a real Prometheus answers the node queries of the catalogue, and the missing ones are reported", async () => {
    const { summary, invalid, missing } = await soundAttempt(
      async () => {
        const from = Date.now();
        await pass(SCRAPES);
        return readWindow(source, { from, to: Date.now() });
      },
      (reading) => reading.invalid.length === 0,
    );
    assert.deepEqual(invalid, []);
    const [node] = summary.nodes;
    assert.ok(node!.cpuCores.avg! > 0, "cores");
    assert.ok(node!.cpuPct.avg! > 0 && node!.cpuPct.avg! <= 100, `CPU ${node!.cpuPct.avg} %`);
    assert.ok(node!.memoryBytes.avg! > 2 ** 20 && node!.memoryBytes.max! >= node!.memoryBytes.avg!, "memory");
    assert.ok(summary.scrapes >= SCRAPES && summary.failedScrapes === 0, `${summary.scrapes} scrapes`);
    const [frontend] = summary.services;
    assert.deepEqual(frontend!.cpuCores, { avg: null, max: null, reason: "no data" });
    assert.equal(frontend!.restarts, null);
    assert.ok(missing.some(({ name, reason }) => name === "pod_cpu" && reason === "no data"));
  });

  it("the requests counted in a window are those that the storefront answered in it", async () => {
    const begin = Date.now();
    await pass(3);
    const { readings } = await readWindow(source, { from: begin, to: Date.now() }, { queries: STOREFRONT });
    const of = (name: string, service: string) =>
      readings.find((reading) => reading.name === name && reading.labels.service === service)!;
    assert.equal(of("requests", "frontend").total, 5);
    assert.ok(of("cpu", "frontend").avg! > 0);
  });

  it("a target that was killed makes the run invalid, by name, also one that was found by what is read of it", async () => {
    const begin = Date.now();
    await pass(1);
    await exporter.close();
    for (const each of [source, { ...source, targets: [] }])
      await eventually(async () => {
        const { invalid } = await readWindow(each, { from: begin, to: Date.now() }, { queries: [] });
        return invalid.some((problem) => /^node-exporter of shop was down in \d+ of \d+ scrapes/.test(problem));
      }, "the run is invalid");
  });
});
