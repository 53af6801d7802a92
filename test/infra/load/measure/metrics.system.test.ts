import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { measure, realTools } from "../../../../infra/load/measure/measure.ts";
import { observeMetrics, type MetricsTools } from "../../../../infra/load/measure/metrics.ts";
import { ArchiveWriter } from "../../../../infra/load/measure/archive-writer.ts";
import type { ReadOptions, WindowReading } from "../../../../infra/observability/prometheus/read-window.ts";
import type { PrometheusSource } from "../../../../infra/observability/source.ts";
import type { Window } from "../../../../infra/observability/window.ts";
import type { CellArchive } from "../../../../results/archive/index.ts";
import { aMetrics } from "../../../helpers/builders.ts";
import { eventually, soundAttempt } from "../../../helpers/eventually.ts";
import { startShop } from "../../../helpers/shop.ts";
import { someInputs } from "../../helpers/builders.ts";
import { missing } from "../../observability/prometheus/promtool.ts";
import { startNodeExporter, startPrometheus } from "../../observability/prometheus/real-prometheus.ts";

const source: PrometheusSource = {
  kind: "prometheus",
  access: { url: "http://127.0.0.1:1" },
  namespace: "boutique",
  nodes: [],
  services: [],
  targets: [],
  intervalMs: 5_000,
};

/** An archive that keeps samples in memory. */
function anArchive(dir = "") {
  const samples: { atMs: number }[] = [];
  const archive = {
    dir,
    second: () => undefined,
    log: () => undefined,
    metrics: (line: { atMs: number }) => void samples.push(line),
  } as unknown as CellArchive;
  return { archive, samples };
}

describe("the metrics of a load on a real cluster", () => {
  const reading: WindowReading = {
    summary: aMetrics(),
    readings: [],
    lines: [],
    samples: [{ at: 61_000, services: [], nodes: [], crossNodeBytes: null }],
    missing: [],
    invalid: ["kubelet of edge was down in 3 of 9 scrapes"],
  };
  const asked: { window: Window; options: ReadOptions | undefined }[] = [];
  const written: string[] = [];
  const tools: MetricsTools = {
    startCollector: () => assert.fail("nothing is scraped from here"),
    readWindow: (_source, window, options) => {
      asked.push({ window, options });
      return Promise.resolve(reading);
    },
    writeSeries: (folder) => Promise.resolve(void written.push(folder)),
  };

  it("are asked for once the load has ended: of the measured part, with the series of all of it", async () => {
    const { archive, samples } = anArchive("/runs/r/cells/c");
    const series = new ArchiveWriter(archive, 0);
    series.second({ atMs: Date.now() - 60_000 } as never);
    const watch = observeMetrics(source, series, archive.dir, tools);
    await watch.stop();
    assert.deepEqual(asked, []);
    const seen = await watch.read({ from: 80_000, to: 240_000 }, 60_000);
    assert.deepEqual(asked, [{ window: { from: 80_000, to: 240_000 }, options: { seriesFrom: 60_000 } }]);
    assert.deepEqual(written, ["/runs/r/cells/c"]);
    assert.equal(samples.length, 1);
    assert.deepEqual(seen, { metrics: reading.summary, down: [], invalid: reading.invalid });
  });

  it("that could not be kept are a failure of the archive, and the numbers are there all the same", async () => {
    const { archive } = anArchive();
    const series = new ArchiveWriter(archive, 0);
    const full = () => Promise.reject(new Error("no space left"));
    const seen = await observeMetrics(source, series, "", { ...tools, writeSeries: full }).read({ from: 0, to: 1 }, 0);
    assert.equal(seen.metrics, reading.summary);
    assert.match(String((series.failure?.error as Error).message), /no space left/);
  });
});

const INTERVAL_MS = 500;

describe("a cell measured beside a real Prometheus", function () {
  this.timeout(120_000);

  it("has the series in its folder, its numbers from them, and is invalid where a target was down", async function () {
    const reason = missing("prometheus", "prometheus-node-exporter");
    if (reason) {
      console.log(`    skipped: ${reason}`);
      this.skip();
    }
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
          ...source,
          access: { url: prometheus.url },
          nodes: [{ name: "shop", cpus: 2, memoryMiB: 2048 }],
          targets: [
            { job: "node-exporter", instance: "shop" },
            { job: "kubelet", instance: "gone" },
          ],
          intervalMs: INTERVAL_MS,
        },
      });
      const { archive } = anArchive(folder);
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
      const cpu = measured.metrics.nodes.find(({ name }) => name === "shop")!.cpuPct;
      assert.ok(cpu.avg !== null && cpu.avg > 0 && cpu.avg <= 100, JSON.stringify(cpu));
    } finally {
      await Promise.all([shop.close(), exporter.close(), prometheus.close()]);
      await rm(folder, { recursive: true });
    }
  });
});
