/** One load against the workload, with the metrics of the machines around it. */
import { runLoad, type LoadOutcome } from "@stackmark/loadgen";
import type { CellArchive } from "../../../results/archive/index.ts";
import type { Environment, MeasuredCell, MetricsSummary } from "../../../results/schema/outputs.ts";
import { environment } from "../../environment.ts";
import { setTimeout as delay } from "node:timers/promises";
import { startCollector } from "../../observability/local/collector.ts";
import { readWindow, writeSeries } from "../../observability/prometheus/read-window.ts";
import type { Window } from "../../observability/window.ts";
import type { CellInputs, CellSpec } from "../cell-inputs.ts";
import { progressLine } from "../progress.ts";
import { watchStop, type StopReason } from "../stop.ts";
import { archiveFailed } from "./archive-failed.ts";
import { watchMetrics, type MetricsTools, type Seen } from "./metrics.ts";
import { blocksOf } from "./blocks.ts";
import { planPodKill, type PodKillOutcome } from "./pod-kill.ts";
import { Series } from "./series.ts";
import { cpuTimes, stealPct } from "./steal.ts";

export interface Measured extends LoadOutcome {
  metrics: MetricsSummary;
  /** Of the process that sent the load. */
  environment: Environment;
  stealPct: number | null;
  /** `null`: the load changed by design, or the cell is of two parts. */
  blocks: MeasuredCell["blocks"];
  /** Absent: no pod was to be deleted, or the load ended before. */
  podKill?: PodKillOutcome;
}

const wait = async (ms: number, signal: AbortSignal): Promise<void> => void (await delay(ms, undefined, { signal }));

/** What is called from outside; tests put others in their place. */
export interface MeasureTools extends MetricsTools {
  runLoad: typeof runLoad;
  watchStop: typeof watchStop;
  print: (line: string) => void;
}

export const realTools: MeasureTools = {
  runLoad,
  startCollector,
  readWindow,
  writeSeries,
  watchStop,
  print: (line) => void process.stderr.write(`${line}\n`),
};

/** The load was stopped before its first request. */
export interface NotBegun {
  stopped: StopReason;
}

/**
 * @param spec the cell's own, or what is missing of it
 * @param offsetMs where the archive's series go on from
 * @throws what the load throws before its first request, unless it was stopped: then {@link NotBegun}
 */
export async function measure(
  inputs: CellInputs,
  spec: CellSpec,
  archive: CellArchive,
  offsetMs: number,
  tools: MeasureTools = realTools,
): Promise<Measured | NotBegun> {
  const { cell, target, marginMs } = inputs;
  const series = new Series(archive, offsetMs);
  const now = environment();
  const before = cpuTimes();
  using stop = tools.watchStop(inputs.stack, spec.durationMs + spec.gracefulStopMs + marginMs);
  if (stop.reason) return { stopped: stop.reason };
  const watch = watchMetrics(inputs.metrics, series, archive.dir, tools);
  const ended = new AbortController();
  const kill = inputs.podKill && planPodKill(inputs.podKill, ended.signal, wait);
  let outcome: LoadOutcome;
  try {
    outcome = await tools.runLoad(
      { ...spec, target },
      {
        signal: stop.signal,
        onProgress: (progress) => {
          const line = progressLine(cell, progress);
          tools.print(line);
          series.log(line);
        },
        onSecond: (second) => series.second(second),
      },
    );
  } catch (error) {
    if (stop.reason) return { stopped: stop.reason };
    throw error;
  } finally {
    ended.abort();
    await watch.stop();
  }
  if (outcome.hookFailure !== undefined) tools.print(`[${cell}] not everything was shown: ${outcome.hookFailure}`);
  const { metrics, ...seen } = await watch.seen(measuredWindow(outcome.result), Date.parse(outcome.result.startedAt));
  const podKill = (await kill?.outcome()) ?? undefined;
  const result = judge(outcome.result, seen, stop.reason);
  const whole = series.failure ? archiveFailed(result, archive, series.failure.error) : result;
  return {
    ...outcome,
    result: whole,
    metrics,
    ...(podKill ? { podKill } : {}),
    environment: now,
    stealPct: stealPct(before, cpuTimes()),
    blocks: blocksOf(whole, series.seconds),
  };
}

/** Times of day of the measured part; empty where the load was stopped before it. */
function measuredWindow({ startedAt, segments }: LoadOutcome["result"]): Window {
  const start = Date.parse(startedAt);
  const measured = segments.filter((segment) => segment.measured);
  if (measured.length === 0) return { from: start, to: start };
  const from = Math.min(...measured.map((segment) => segment.startMs));
  const to = Math.max(...measured.map((segment) => segment.endMs));
  return { from: start + from, to: start + to };
}

/** Adds what only the surroundings of the load know: why it was stopped, and what was down meanwhile. */
export function judge(
  result: LoadOutcome["result"],
  { down, invalid }: Pick<Seen, "down" | "invalid">,
  stopped: StopReason | null,
): LoadOutcome["result"] {
  const reasons = [...result.reasons];
  if (stopped && result.status !== "complete") reasons.push(stopped);
  const messages = down.length === 0 ? invalid : [`Did not run at some time during the load: ${down.join(", ")}.`];
  if (messages.length === 0) return { ...result, reasons };
  const targets = messages.map((message) => ({ code: "target-down", message }));
  return { ...result, status: "invalid", reasons: [...reasons, ...targets] };
}
