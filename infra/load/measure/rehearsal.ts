/**
 * The load before the first cell of a run, which nobody measures: it fills caches and pools, and lets just-in-time
 * compilers finish. Without it, the first cells would measure how a workload warms up.
 */
import { quantity } from "../../../base/format.ts";
import { upperMedian } from "../../../base/median.ts";
import type { Progress, runLoad } from "@stackmark/loadgen";
import { startLimitMs } from "../../jobs/with-pods.ts";
import { plannedMs, type CellInputs, type CellSpec } from "../cell.ts";
import type { StopReason, watchStop } from "../stop.ts";
import { limitMsOf } from "./sender.ts";
import { progressLine } from "./progress-line.ts";

/** The rehearsal compares the medians of two windows of this share of its longest time. */
const WINDOW = 1 / 4;
/** It ends once they differ by at most this share. */
const TOLERANCE = 0.03;

export interface RehearsalTools {
  runLoad: typeof runLoad;
  watchStop: typeof watchStop;
  print: (line: string) => void;
}

interface Seen {
  atMs: number;
  p50Ms: number | null;
}

/** @returns why it was stopped, if it was */
export async function rehearse(
  inputs: Pick<CellInputs, "stack" | "cap" | "cell" | "target" | "pods" | "marginMs">,
  spec: CellSpec,
  tools: RehearsalTools,
  log: (line: string) => void,
): Promise<StopReason | null> {
  using stop = tools.watchStop(inputs, startLimitMs(inputs) + limitMsOf(inputs, spec));
  if (stop.reason) return stop.reason;
  const { warmUpMs = 0 } = spec;
  const flat = new AbortController();
  const seconds: Seen[] = [];
  const say = (line: string): void => {
    tools.print(`[${inputs.cell}] rehearsal: ${line}`);
    log(`rehearsal: ${line}`);
  };
  const hooks = {
    signal: AbortSignal.any([stop.signal, flat.signal]),
    onProgress: (progress: Progress) => say(progressLine(progress)),
    onSecond: (second: Seen) => {
      if (second.atMs > warmUpMs) seconds.push(second);
      if (isFlat(seconds, plannedMs(spec) - warmUpMs)) flat.abort(new Error("its latency is flat"));
    },
  };
  try {
    await tools.runLoad({ ...spec, target: inputs.target }, hooks);
  } catch (error) {
    if (!stop.reason && !flat.signal.aborted) throw error;
  }
  if (stop.reason) return stop.reason;
  say(outcomeText(seconds, flat.signal.aborted));
  return null;
}

/** @param longestMs of the rehearsal */
export function isFlat(seconds: readonly Seen[], longestMs: number): boolean {
  const length = Math.max(1, Math.round((WINDOW * longestMs) / 1000));
  if (seconds.length < 2 * length) return false;
  const [before, last] = [seconds.slice(-2 * length, -length), seconds.slice(-length)].map(medianOf);
  if (before == null || last == null) return false;
  return Math.abs(last - before) <= TOLERANCE * before;
}

/** Of the medians of the seconds; `null` if no request succeeded. */
function medianOf(seconds: readonly Seen[]): number | null {
  return upperMedian(seconds.flatMap(({ p50Ms }) => p50Ms ?? [])) ?? null;
}

function outcomeText(seconds: readonly Seen[], wasFlat: boolean): string {
  const p50Ms = medianOf(seconds.slice(-1));
  const state = `${seconds.length} s${p50Ms === null ? "" : `, p50 ${quantity(p50Ms, "ms")}`}`;
  return `the latency ${wasFlat ? "is flat" : "was not yet flat"} after ${state}`;
}
