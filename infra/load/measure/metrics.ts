/** The metrics around one load: scraped while it runs, or queried from Prometheus once it has ended. */
import type { MetricsSummary } from "../../../results/schema/outputs.ts";
import type { startCollector } from "../../observability/local/collector.ts";
import { watchEvents } from "../../observability/events/watch.ts";
import { metricsNotes } from "../../observability/notes.ts";
import type { readWindow, writeSeries } from "../../observability/prometheus/read-window.ts";
import type { MetricsSource } from "../../observability/source.ts";
import { keepLogs, markLogs } from "../../observability/local/keep-logs.ts";
import { summarise } from "../../observability/local/summary.ts";
import type { Window } from "../../observability/window.ts";
import type { ArchiveWriter } from "./archive-writer.ts";

export interface MetricsTools {
  startCollector: typeof startCollector;
  readWindow: typeof readWindow;
  writeSeries: typeof writeSeries;
}

export interface LoadMetrics {
  /** Null: nothing is known of the machines. */
  metrics: MetricsSummary | null;
  /** What did not run at some time during the load. */
  down: string[];
  /** Why the measurement is invalid, in sentences. */
  invalid: string[];
  /** Services that ran on nodes where the plan does not have them, in sentences. */
  misplaced: string[];
  /** What to know beside good numbers, in sentences. */
  notes: string[];
}

export interface MetricsObservation {
  /** Call it when the load has ended. */
  stop(): Promise<void>;
  /** @param window times of day of the measured part @param startedAt time of day of the first request */
  read(window: Window, startedAt: number): Promise<LoadMetrics>;
}

/** @param folder the cell's, in the archive */
export function observeMetrics(
  source: MetricsSource,
  writer: ArchiveWriter,
  folder: string,
  tools: MetricsTools,
): MetricsObservation {
  if (source.kind === "none")
    return {
      stop: () => Promise.resolve(),
      read: () => Promise.resolve({ metrics: null, down: [], invalid: [], misplaced: [], notes: [] }),
    };
  if (source.kind === "prometheus") {
    const watch = watchEvents(source);
    const reported = Promise.withResolvers<Awaited<ReturnType<typeof watch.stop>>>();
    return {
      stop: async () => reported.resolve(await watch.stop()),
      async read(window, startedAt) {
        const options = { seriesFrom: startedAt, reported: await reported.promise };
        const reading = await tools.readWindow(source, window, options);
        for (const sample of reading.samples) writer.sample(sample);
        await writer.guard(() => tools.writeSeries(folder, reading));
        const { summary: metrics, invalid, misplaced } = reading;
        return { metrics, down: [], invalid, misplaced, notes: [...metricsNotes(metrics), ...reading.notes] };
      },
    };
  }
  const marks = markLogs(source);
  const collector = tools.startCollector(source, { onSample: (sample) => writer.sample(sample) });
  const stopped = Promise.withResolvers<Awaited<ReturnType<typeof collector.stop>>>();
  return {
    stop: async () => stopped.resolve(await collector.stop()),
    async read(window) {
      const collected = await stopped.promise;
      await writer.guard(async () => keepLogs(source, await marks, folder));
      const metrics = summarise(source, collected, window);
      return { metrics, down: collected.down, invalid: [], misplaced: [], notes: metricsNotes(metrics) };
    },
  };
}
