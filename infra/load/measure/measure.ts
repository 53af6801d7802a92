/** Runs one load against the workload, with the metrics of the machines around it. */
import { setTimeout as delay } from "node:timers/promises";
import { resultText, runLoad, type LoadOutcome } from "@stackmark/loadgen";
import type { CellArchive } from "../../../results/archive/index.ts";
import type { Environment, MeasuredCell, MetricsSummary } from "../../../results/schema/outputs.ts";
import { environment } from "../../environment.ts";
import { startCollector } from "../../observability/local/collector.ts";
import { readWindow, writeSeries } from "../../observability/prometheus/read-window.ts";
import type { Window } from "../../observability/window.ts";
import { schedulePodKill, type PodKillOutcome } from "../../workloads/rollout/pod-kill.ts";
import type { CellInputs, CellSpec } from "../cell.ts";
import { watchStop, type StopReason } from "../stop.ts";
import { archiveFailed, ArchiveWriter } from "./archive-writer.ts";
import { observeMetrics, type LoadMetrics, type MetricsTools } from "./metrics.ts";
import { progressLine } from "./progress-line.ts";
import { rehearse } from "./rehearsal.ts";
import { blocksOf, cpuTimes, stealPct } from "./variation.ts";

export interface Measured extends LoadOutcome {
  metrics: MetricsSummary;
  /** Of the process that generated the load. */
  environment: Environment;
  stealPct: number | null;
  /** `null`: the load changed by design, or the cell was measured in two parts. */
  blocks: MeasuredCell["blocks"];
  /** Absent: no pod was due to be deleted before the load ended. */
  podKill?: PodKillOutcome;
}

const wait = async (ms: number, signal: AbortSignal): Promise<void> => void (await delay(ms, undefined, { signal }));

/** Effects of a measurement; tests replace them. */
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
export interface NotStarted {
  stopped: StopReason;
}

/**
 * @param spec of the cell, or of its missing part
 * @param offsetMs where the archived series continue
 * @returns {@link NotStarted} if the load was stopped before its first request
 * @throws what the load throws before its first request
 */
export async function measure(
  inputs: CellInputs,
  spec: CellSpec,
  archive: CellArchive,
  offsetMs: number,
  tools: MeasureTools = realTools,
): Promise<Measured | NotStarted> {
  const { cell, target, marginMs } = inputs;
  const writer = new ArchiveWriter(archive, offsetMs);
  const stopped = inputs.rehearsal && (await rehearse(inputs, inputs.rehearsal, tools, (line) => writer.log(line)));
  if (stopped) return { stopped };
  const now = environment();
  const before = cpuTimes();
  using stop = tools.watchStop(inputs.stack, spec.durationMs + spec.gracefulStopMs + marginMs);
  if (stop.reason) return { stopped: stop.reason };
  const observation = observeMetrics(inputs.metrics, writer, archive.dir, tools);
  const ended = new AbortController();
  const kill = inputs.podKill && schedulePodKill(inputs.podKill, ended.signal, wait);
  let outcome: LoadOutcome;
  try {
    outcome = await tools.runLoad(
      { ...spec, target },
      {
        signal: stop.signal,
        onProgress: (progress) => {
          const line = progressLine(progress);
          tools.print(`[${cell}] ${line}`);
          writer.log(line);
        },
        onSecond: (second) => writer.second(second),
      },
    );
  } catch (error) {
    if (stop.reason) return { stopped: stop.reason };
    throw error;
  } finally {
    ended.abort();
    await observation.stop();
  }
  if (outcome.hookFailure !== undefined)
    tools.print(`[${cell}] progress was not shown in full: ${outcome.hookFailure}`);
  const { metrics, ...health } = await observation.read(
    measuredWindow(outcome.result),
    Date.parse(outcome.result.startedAt),
  );
  const podKill = (await kill?.outcome()) ?? undefined;
  const result = withReasons(outcome.result, health, stop.reason);
  const whole = writer.failure ? archiveFailed(result, archive, writer.failure.error) : result;
  // The last line, so that it stays beside the resource.
  tools.print(`[${cell}] ${resultText(whole)}`);
  return {
    ...outcome,
    result: whole,
    metrics,
    podKill,
    environment: now,
    stealPct: stealPct(before, cpuTimes()),
    blocks: blocksOf(whole, writer.seconds),
  };
}

/** Times of day of the measured part; empty if the load was stopped before it. */
function measuredWindow({ startedAt, segments }: LoadOutcome["result"]): Window {
  const start = Date.parse(startedAt);
  const measured = segments.filter((segment) => segment.measured);
  if (measured.length === 0) return { from: start, to: start };
  const from = Math.min(...measured.map((segment) => segment.startMs));
  const to = Math.max(...measured.map((segment) => segment.endMs));
  return { from: start + from, to: start + to };
}

/** Adds reasons that the load itself does not know: why it was stopped, and what was down during it. */
function withReasons(
  result: LoadOutcome["result"],
  { down, invalid, misplaced }: Pick<LoadMetrics, "down" | "invalid" | "misplaced">,
  stopped: StopReason | null,
): LoadOutcome["result"] {
  const reasons = [...result.reasons];
  if (stopped && result.status !== "complete") reasons.push(stopped);
  const messages = down.length === 0 ? invalid : [`Not running at some time during the load: ${down.join(", ")}.`];
  const faults = [
    ...messages.map((message) => ({ code: "target-down", message })),
    ...misplaced.map((message) => ({
      code: "misplaced",
      message: `${message}: \`stackmark run\` brings it back, and measures again.`,
    })),
  ];
  if (faults.length === 0) return { ...result, reasons };
  return { ...result, status: "invalid", reasons: [...reasons, ...faults] };
}
