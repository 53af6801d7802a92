/** One side of a comparison of two URLs: its run in the archive, and the measurement of a turn. */
import { runLoad, type Progress } from "@stackmark/loadgen";
import type { CheckedLoad } from "@stackmark/loadgen/cli";
import { environment } from "../../infra/environment.ts";
import { archiveFailed, ArchiveWriter } from "../../infra/load/measure/archive-writer.ts";
import { blocksOf, cpuTimes, stealPct } from "../../infra/load/measure/variation.ts";
import { newRunId } from "../../infra/load/run-id.ts";
import {
  openCell,
  outputsWithoutTopology,
  removeRun,
  writeRun,
  WITHOUT_TOPOLOGY,
} from "../../results/archive/index.ts";
import { reasonsText } from "../../base/reasons.ts";
import type { Labels } from "@stackmark/loadgen/schema";
import type { MeasuredCell, StackOutputs } from "../../results/schema/outputs.ts";
import { nameOf } from "../results/run-name.ts";

export interface Side extends CheckedLoad {
  name: string;
  runId: string;
  level: string;
  repeats: number;
  notes: string[];
  labels: Labels;
  cells: MeasuredCell[];
}

const MAX_SEED = 0xffffffff;

export function sideOf(load: CheckedLoad, name: string, more: Pick<Side, "repeats" | "notes" | "labels">): Side {
  return { ...load, name, runId: newRunId(nameOf(name)), level: levelOf(load.spec), cells: [], ...more };
}

/** `10-users`, `50-per-s`, or what a load of stages peaks at. */
export function levelOf(spec: Side["spec"]): string {
  return spec.model === "open" ? `${spec.ratePerS}-per-s` : `${spec.users}-user${spec.users === 1 ? "" : "s"}`;
}

const cellName = ({ level }: Side, repeat: number): string => `load-${level}-${repeat}`;

/**
 * Measures the side once more, and writes the cell into the archive while it is measured.
 * @throws what `runLoad` throws before its first request, and what the archive throws
 */
export async function measure(
  side: Side,
  order: number,
  { runsDir, ...hooks }: { runsDir: string; signal: AbortSignal; onProgress: (progress: Progress) => void },
): Promise<MeasuredCell> {
  const repeat = side.cells.length + 1;
  const { level, runId, name: stack, notes } = side;
  // Another seed for each repeat, and the same for both sides of a pair.
  const spec = { ...side.input, seed: (side.spec.seed + repeat - 1) % (MAX_SEED + 1) };
  const machine = environment();
  const identity = {
    cell: cellName(side, repeat),
    level,
    repeat,
    order,
    machines: [],
    provenance: "measured" as const,
  };
  const cells = Array.from({ length: side.repeats }, (_, i) => cellName(side, i + 1));
  const archive = await openCell(runsDir, runId, identity.cell, {
    stack,
    begin: { ...identity, environment: machine, spec: {} },
    planned: { ...WITHOUT_TOPOLOGY, provenance: "measured", notes, cells },
  });
  try {
    const writer = new ArchiveWriter(archive, 0);
    const before = cpuTimes();
    const outcome = await runLoad(spec, { ...hooks, onSecond: (second) => writer.second(second) });
    const { failure } = writer;
    const result = failure ? archiveFailed(outcome.result, archive, failure.error) : outcome.result;
    const output: MeasuredCell = {
      ...identity,
      runId,
      environment: machine,
      stealPct: stealPct(before, cpuTimes()),
      result,
      blocks: blocksOf(result, writer.seconds),
      metrics: null,
    };
    await archive.close(output, { ...outcome.histograms });
    side.cells.push(output);
    return output;
  } finally {
    archive.leave();
  }
}

/** Closes the side's run in the archive; `undefined` if it has no cell, and then nothing of it stays. */
export async function closeRun(
  runsDir: string,
  { cells, name, runId, notes, labels }: Side,
): Promise<StackOutputs | undefined> {
  if (cells.length === 0) {
    await removeRun(runsDir, runId).catch(() => undefined);
    return undefined;
  }
  const outputs = outputsWithoutTopology(cells, {
    ...{ stack: name, runId, provenance: "measured", notes },
    environment: cells.at(-1)!.environment ?? null,
  });
  await writeRun(runsDir, outputs, labels);
  return outputs;
}

/** Problems of a cell that every further turn would have, too. */
const LASTING = new Set(["targets-down", "target-down", "scenario-failed", "no-requests"]);

/** Why further turns are no use: nothing answers, the load stopped itself, or it cannot be measured like this. */
export function whyNoMore({ result }: MeasuredCell): string | undefined {
  const reasons = result.status === "partial" ? result.reasons : result.reasons.filter(({ code }) => LASTING.has(code));
  return reasons.length === 0 ? undefined : reasonsText(reasons.map(({ message }) => message));
}
