import assert from "node:assert/strict";
import { observeMetrics, type MetricsTools } from "../../../../infra/load/measure/metrics.ts";
import { ArchiveWriter } from "../../../../infra/load/measure/archive-writer.ts";
import type { ReadOptions, WindowReading } from "../../../../infra/observability/prometheus/read-window.ts";
import type { PrometheusSource } from "../../../../infra/observability/source.ts";
import type { Window } from "../../../../infra/observability/window.ts";
import type { CellArchive } from "../../../../results/archive/index.ts";
import { aMetrics } from "../../../helpers/builders.ts";

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

describe("observeMetrics with Prometheus", () => {
  const reading: WindowReading = {
    summary: aMetrics(),
    readings: [],
    lines: [],
    samples: [{ at: 61_000, services: [], nodes: [], crossNodeBytes: null }],
    missing: [],
    notes: ["The events of the cluster could not be read: HTTP 403"],
    invalid: ["kubelet of edge was down in 3 of 9 scrapes"],
    misplaced: ["cart ran on edge, where the plan does not have it"],
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

  it("Prometheus is queried after the load: the measured part for values, the whole load for series", async () => {
    const { archive, samples } = anArchive("/runs/r/cells/c");
    const series = new ArchiveWriter(archive, 0);
    series.second({ atMs: Date.now() - 60_000 } as never);
    const watch = observeMetrics(source, series, archive.dir, tools);
    await watch.stop();
    assert.deepEqual(asked, []);
    const seen = await watch.read({ from: 80_000, to: 240_000 }, 60_000);
    assert.deepEqual(asked, [
      { window: { from: 80_000, to: 240_000 }, options: { seriesFrom: 60_000, reported: null } },
    ]);
    assert.deepEqual(written, ["/runs/r/cells/c"]);
    assert.equal(samples.length, 1);
    assert.deepEqual(seen, {
      metrics: reading.summary,
      down: [],
      invalid: reading.invalid,
      misplaced: reading.misplaced,
      notes: reading.notes,
    });
  });

  it("a series that cannot be written is a failure of the archive, and the values remain", async () => {
    const { archive } = anArchive();
    const series = new ArchiveWriter(archive, 0);
    const full = () => Promise.reject(new Error("no space left"));
    const watch = observeMetrics(source, series, "", { ...tools, writeSeries: full });
    await watch.stop();
    const seen = await watch.read({ from: 0, to: 1 }, 0);
    assert.equal(seen.metrics, reading.summary);
    assert.match(String((series.failure?.error as Error).message), /no space left/);
  });
});
