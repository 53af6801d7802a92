/** Runs one load against the workload, with the metrics of the machines around it. */
import { setTimeout as delay } from "node:timers/promises";
import { resultText, runLoad, type LoadHooks, type LoadOutcome, type Progress } from "@stackmark/loadgen";
import type { CellArchive } from "../../../results/archive/index.ts";
import type { Environment, MeasuredCell, MetricsSummary, StackResult } from "../../../results/schema/outputs.ts";
import type { Recommendations } from "../../../results/schema/recommendation.ts";
import { environment } from "../../environment.ts";
import { startWorkers } from "../../generators/start.ts";
import { runInPods } from "../../jobs/run.ts";
import { startLimitMs } from "../../jobs/with-pods.ts";
import { startCollector } from "../../observability/local/collector.ts";
import { readWindow, writeSeries } from "../../observability/prometheus/read-window.ts";
import type { Window } from "../../observability/window.ts";
import { recommendationNotes } from "../../workloads/recommender/notes.ts";
import { readRecommendations } from "../../workloads/recommender/read.ts";
import { schedulePodKill, type PodKillOutcome } from "../../workloads/rollout/pod-kill.ts";
import type { CellInputs, CellSpec } from "../cell.ts";
import { watchStop, type StopReason } from "../stop.ts";
import { archiveFailed, ArchiveWriter } from "./archive-writer.ts";
import { exportMetrics } from "./export.ts";
import { observeMetrics, type LoadMetrics, type MetricsTools } from "./metrics.ts";
import { progressLine } from "./progress-line.ts";
import { rehearse } from "./rehearsal.ts";
import { sendable } from "./sendable.ts";
import { elsewhereOf, limitMsOf, senderOf, type SenderTools } from "./sender.ts";
import { runTool, type ToolOutcome } from "./tool/run.ts";
import { toolSpecOf } from "./tool/spec.ts";
import { blocksOf, cpuTimes, stealPct } from "./variation.ts";

/** What was measured around a load, whoever sent it. */
interface Around {
  /** Null: nothing is known of the machines. */
  metrics: MetricsSummary | null;
  /** Of the process that generated the load. */
  environment: Environment;
  stealPct: number | null;
  /** `null`: the load changed by design, or the cell was measured in two parts. */
  blocks: MeasuredCell["blocks"];
  /** Absent: no pod was due to be deleted before the load ended. */
  podKill?: PodKillOutcome;
  /** Absent: no service asks for them. */
  recommendations?: Recommendations;
}

export type MeasuredHere = LoadOutcome & Around;
/** By the generator, or by a tool. */
export type Measured = MeasuredHere | (ToolOutcome & Around);

export const isOfTool = (measured: Measured): measured is ToolOutcome & Around => "imported" in measured;

const wait = async (ms: number, signal: AbortSignal): Promise<void> => void (await delay(ms, undefined, { signal }));

/** Effects of a measurement; tests replace them. */
export interface MeasureTools extends MetricsTools, SenderTools {
  runTool: typeof runTool;
  readRecommendations: typeof readRecommendations;
  watchStop: typeof watchStop;
  print: (line: string) => void;
}

export const realTools: MeasureTools = {
  runLoad,
  startWorkers,
  runInPods,
  runTool,
  startCollector,
  readWindow,
  writeSeries,
  readRecommendations,
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
  const writer = new ArchiveWriter(archive, offsetMs);
  const code = await sendable(inputs.stack, spec);
  const log = (line: string): void => writer.log(line);
  const rehearsalTools = { ...tools, runLoad: senderOf(inputs, code, tools, log) };
  const stopped = inputs.rehearsal && (await rehearse(inputs, code.ready(inputs.rehearsal), rehearsalTools, log));
  if (stopped) return { stopped };
  const now = environment();
  const before = cpuTimes();
  using stop = tools.watchStop(inputs, startLimitMs(inputs) + limitMsOf(inputs, spec));
  if (stop.reason) return { stopped: stop.reason };
  const observation = observeMetrics(inputs.metrics, writer, archive.dir, tools);
  const ended = new AbortController();
  let kill: ReturnType<typeof schedulePodKill> | null = null;
  const begin = (): void => void (kill = inputs.podKill && schedulePodKill(inputs.podKill, ended.signal, wait));
  let outcome: LoadOutcome | ToolOutcome;
  try {
    outcome = await send(inputs, spec, code, { signal: stop.signal, begin, writer, tools });
  } catch (error) {
    if (stop.reason) return { stopped: stop.reason };
    throw error;
  } finally {
    ended.abort();
    await observation.stop();
  }
  const say = (line: string): void => tools.print(`[${inputs.cell}] ${line}`);
  if (outcome.hookFailure !== undefined) say(`progress was not shown in full: ${outcome.hookFailure}`);
  const { metrics, ...health } = await observation.read(
    measuredWindow(outcome.result),
    Date.parse(outcome.result.startedAt),
  );
  const around = {
    metrics,
    podKill: (await killed(kill)) ?? undefined,
    environment: now,
    stealPct: stealPct(before, cpuTimes()),
    recommendations: inputs.recommended && (await tools.readRecommendations(inputs.recommended, endOf(outcome.result))),
  };
  const notes = [...health.notes, ...(around.recommendations ? recommendationNotes(around.recommendations) : [])];
  const whole = <R extends StackResult>(of: R): R => {
    const result = withReasons(of, { ...health, notes }, stop.reason);
    return writer.failure ? archiveFailed(result, archive, writer.failure.error) : result;
  };
  // The last line, so that it stays beside the resource.
  const measured = (result: StackResult) => say(resultText(result));
  if ("imported" in outcome) {
    const result = whole(outcome.result);
    measured(result);
    return { ...outcome, ...around, result, blocks: null };
  }
  const result = whole(code.asNamed(outcome.result));
  measured(result);
  return { ...outcome, ...around, result, blocks: blocksOf(result, writer.seconds) };
}

/** Of a deletion that was scheduled when the load began; `null`: none was. */
const killed = (kill: ReturnType<typeof schedulePodKill> | null) => kill?.outcome() ?? null;

interface Sending {
  signal: AbortSignal;
  /** Called when the load begins. */
  begin: () => void;
  writer: ArchiveWriter;
  tools: SenderTools & Pick<MeasureTools, "runTool" | "print">;
}

/** By the generator, or by the tool that the specification names. */
async function send(
  inputs: CellInputs,
  spec: CellSpec,
  code: Awaited<ReturnType<typeof sendable>>,
  { signal, begin, writer, tools }: Sending,
): Promise<LoadOutcome | ToolOutcome> {
  const { cell, target } = inputs;
  const print = (line: string): void => tools.print(`[${cell}] ${line}`);
  const tool = toolSpecOf(spec);
  if (tool) {
    const log = (line: string): void => writer.log(line);
    const where = elsewhereOf(inputs, spec);
    const load = { spec: tool, file: code.file!, target, where };
    const outcome = await tools.runTool(load, { signal, begin, log, print });
    writer.series(Date.parse(outcome.result.startedAt), outcome.seconds);
    return outcome;
  }
  const exported = exportMetrics(inputs);
  const hooks: LoadHooks = {
    signal,
    onProgress: (progress: Progress) => {
      const line = progressLine(progress);
      print(line);
      writer.log(line);
    },
    onSecond: (second) => writer.second(second),
    onMergedSecond: (second) => exported?.second(second),
  };
  const run: typeof runLoad = (...args) => {
    begin();
    return tools.runLoad(...args);
  };
  const sender = senderOf(inputs, code, { ...tools, runLoad: run }, print);
  const outcome = await sender({ ...code.ready(spec), target }, hooks);
  for (const line of (await exported?.finish(outcome)) ?? []) print(line);
  return outcome;
}

const endOf = ({ startedAt, endedAt }: StackResult): number => Date.parse(endedAt ?? startedAt);

/** Times of day of the measured part; empty if the load was stopped before it. */
function measuredWindow({ startedAt, endedAt, segments }: StackResult): Window {
  const start = Date.parse(startedAt);
  // Tools do not say which part of their load was a warm-up.
  if (segments.length === 0 && endedAt !== null) return { from: start, to: Date.parse(endedAt) };
  const measured = segments.filter((segment) => segment.measured);
  if (measured.length === 0) return { from: start, to: start };
  const from = Math.min(...measured.map((segment) => segment.startMs));
  const to = Math.max(...measured.map((segment) => segment.endMs));
  return { from: start + from, to: start + to };
}

/** Adds what the load itself does not know: why it was stopped, what was down during it, and what happened to its pods. */
function withReasons<R extends StackResult>(
  of: R,
  { down, invalid, misplaced, notes }: Omit<LoadMetrics, "metrics">,
  stopped: StopReason | null,
): R {
  const result = notes.length === 0 ? of : { ...of, notes: [...(of.notes ?? []), ...notes] };
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
