import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { measure, realTools } from "../../../../infra/load/measure/measure.ts";
import type { CellArchive } from "../../../../results/archive/index.ts";
import { eventually, soundAttempt } from "../../../helpers/eventually.ts";
import { startShop } from "../../../helpers/shop.ts";
import { someInputs } from "../../helpers/builders.ts";
import { needsPrometheus } from "../../observability/prometheus/promtool.ts";
import { startNodeExporter, startPrometheus } from "../../observability/prometheus/real-prometheus.ts";

const INTERVAL_MS = 500;

describe("a cell measured beside a real Prometheus", function () {
  this.timeout(120_000);

  it("a cell measured beside a real Prometheus has series and values from it, and is invalid if a target was down", async function () {
    needsPrometheus(this, "prometheus", "prometheus-node-exporter");
    const folder = await mkdtemp(join(tmpdir(), "stackmark-cell-"));
    const shop = await startShop();
    const exporter = await startNodeExporter();
    const scraped = [{ targets: [exporter.address], labels: { job: "node-exporter", instance: "shop", node: "shop" } }];
    const gone = [{ targets: ["127.0.0.1:1"], labels: { job: "kubelet", instance: "gone" } }];
    const jobs = [
      { job_name: "node-exporter", static_configs: scraped },
      { job_name: "kubelet", static_configs: gone },
    ];
    const prometheus = await startPrometheus(jobs, INTERVAL_MS);
    const up = async (range: string): Promise<[at: number, value: string][]> => {
      const query = encodeURIComponent(`up{instance="shop"}[${range}]`);
      const { data } = (await (await fetch(`${prometheus.url}/api/v1/query?query=${query}`)).json()) as any;
      return data.result[0]?.values ?? [];
    };
    const wasScraped = (scrapes: [at: number, value: string][]): boolean =>
      scrapes.length > 3 && scrapes.every(([, value]) => value === "1");
    try {
      const inputs = someInputs({
        target: shop.url,
        spec: {
          ...{ model: "closed", scenario: "boutique", users: 2, spawnRatePerS: 50, thinkTimeScale: 0.05 },
          ...{ durationMs: 6_000, warmUpMs: 2_000, gracefulStopMs: 1_000 },
        },
        metrics: {
          kind: "prometheus",
          access: { url: prometheus.url },
          namespace: "boutique",
          services: [],
          nodes: [{ name: "shop", cpus: 2, memoryMiB: 2048 }],
          targets: [
            { job: "node-exporter", instance: "shop" },
            { job: "kubelet", instance: "gone" },
          ],
          intervalMs: INTERVAL_MS,
        },
      });
      const ignore = () => undefined;
      const archive = { dir: folder, second: ignore, log: ignore, metrics: ignore } as unknown as CellArchive;
      const tools = { ...realTools, print: () => undefined };
      await eventually(async () => (await up("1m")).length > 0, "the node-exporter is scraped");
      const { measured } = await soundAttempt(
        async () => ({ measured: await measure(inputs, inputs.spec, archive, 0, tools), scrapes: await up("5s") }),
        ({ scrapes }) => wasScraped(scrapes),
      );
      assert.ok("result" in measured);
      assert.equal(measured.result.status, "invalid");
      const targets = measured.result.reasons
        .filter(({ code }) => code === "target-down")
        .map(({ message }) => message);
      assert.ok(
        targets.some((message) => message.startsWith("kubelet of gone was down")),
        targets.join("\n"),
      );
      assert.ok(!targets.some((message) => message.includes("node-exporter of shop was down")), targets.join("\n"));
      const lines = (await readFile(join(folder, "prometheus.ndjson"), "utf8")).trim().split("\n");
      const series = lines.map((line) => JSON.parse(line)).filter(({ kind }) => kind === "series");
      assert.ok(series.some(({ name, points }) => name.startsWith("node_") && points.length > 3));
      const cpu = measured.metrics!.nodes.find(({ name }) => name === "shop")!.cpuPct;
      assert.ok(cpu.avg !== null && cpu.avg > 0 && cpu.avg <= 100, JSON.stringify(cpu));
    } finally {
      await Promise.all([shop.close(), exporter.close(), prometheus.close()]);
      await rm(folder, { recursive: true });
    }
  });
});
