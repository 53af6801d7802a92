/** One load against the workload, with the metrics of the machines around it. */
import { runLoad, type LoadOutcome } from "@stackmark/loadgen";
import type { CellArchive } from "../../../results/archive/index.ts";
import type { Environment, MetricsSummary } from "../../../results/schema/outputs.ts";
import { environment } from "../../environment.ts";
import { startCollector, type Collected } from "../../observability/collector.ts";
import { summarise } from "../../observability/summary.ts";
import type { Window } from "../../observability/window.ts";
import type { CellInputs, CellSpec } from "../cell-inputs.ts";
import { progressLine } from "../progress.ts";
import { watchStop, type StopReason } from "../stop.ts";
import { archiveFailed } from "./archive-failed.ts";
import { Series } from "./series.ts";
import { cpuTimes, stealPct } from "./steal.ts";

export interface Measured extends LoadOutcome {
  metrics: MetricsSummary;
  /** Of the process that sent the load. */
  environment: Environment;
  stealPct: number | null;
}

/** What is called from outside; tests put others in their place. */
export interface MeasureTools {
  runLoad: typeof runLoad;
  startCollector: typeof startCollector;
  watchStop: typeof watchStop;
  print: (line: string) => void;
}

export const realTools: MeasureTools = {
  runLoad,
  startCollector,
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
  const collector = tools.startCollector(inputs.metrics, { onSample: (sample) => series.sample(sample) });
  let outcome: LoadOutcome;
  let collected: Collected;
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
    collected = await collector.stop();
  }
  if (outcome.hookFailure !== undefined) tools.print(`[${cell}] not everything was shown: ${outcome.hookFailure}`);
  const metrics = summarise(inputs.metrics, collected, measuredWindow(outcome.result));
  const result = judge(outcome.result, collected, stop.reason);
  const whole = series.failure ? archiveFailed(result, archive, series.failure.error) : result;
  return { ...outcome, result: whole, metrics, environment: now, stealPct: stealPct(before, cpuTimes()) };
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
  collected: Pick<Collected, "down">,
  stopped: StopReason | null,
): LoadOutcome["result"] {
  const reasons = [...result.reasons];
  if (stopped && result.status !== "complete") reasons.push(stopped);
  if (collected.down.length === 0) return { ...result, reasons };
  const message = `Did not run at some time during the load: ${collected.down.join(", ")}.`;
  return { ...result, status: "invalid", reasons: [...reasons, { code: "target-down", message }] };
}
