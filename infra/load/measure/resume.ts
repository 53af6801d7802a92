/** Resumes a cell that was stopped: the missing part, and how it is joined to the earlier one. */
import { isDeepStrictEqual } from "node:util";
import { mergeCells, type LoadOutcome } from "@stackmark/loadgen";
import type { ArchivedCell } from "../../../results/archive/index.ts";
import type { Environment, MetricsSummary } from "../../../results/schema/outputs.ts";
import { mergeMetrics } from "../../observability/merge.ts";
import type { CellOutputs, CellSpec } from "../cell.ts";
import type { Measured } from "./measure.ts";

/** A shorter part is not worth its warm-up. */
const LEAST_MS = 1000;

export interface EarlierPart {
  outcome: LoadOutcome;
  metrics: MetricsSummary;
  /** End of its series. */
  endMs: number;
}

/** Machines and versions of a measurement. */
export interface Setting {
  /** IDs of the machines. */
  instances: string[];
  environment: Environment;
}

/**
 * The earlier attempt, to be resumed; null if the cell must be measured again, because the attempt was invalid, too
 * short, or made on other machines or with other versions.
 */
export function earlierPart(olds: CellOutputs, archived: ArchivedCell, now: Setting): EarlierPart | null {
  const { output } = olds;
  const was = { instances: olds.instances, environment: output?.environment };
  if (!isDeepStrictEqual(was, { instances: now.instances, environment: now.environment })) return null;
  if (olds.status !== "partial" || !output?.metrics || output.result.measuredMs < LEAST_MS) return null;
  if (!archived.histograms || Object.keys(archived.histograms).length === 0) return null;
  const histograms = archived.histograms as unknown as LoadOutcome["histograms"];
  const ends = [...archived.seconds, ...archived.metrics].map((line) => line.atMs);
  return { outcome: { result: output.result, histograms }, metrics: output.metrics, endMs: Math.max(0, ...ends) };
}

/** The warm-up again, then the missing time. */
export function missingSpec(spec: CellSpec, earlier: EarlierPart): CellSpec {
  const missing = spec.durationMs - spec.warmUpMs - earlier.outcome.result.measuredMs;
  return { ...spec, durationMs: spec.warmUpMs + Math.max(LEAST_MS, Math.round(missing)) };
}

/** Both parts as one cell of the whole specification. */
export function join(spec: CellSpec, earlier: EarlierPart, later: Measured): Measured {
  const merged = mergeCells([earlier.outcome, later]);
  const result = { ...merged.result, spec: { ...merged.result.spec, durationMs: spec.durationMs } };
  // Steal and blocks belong to one stretch of time: two parts have none.
  return {
    ...later,
    stealPct: null,
    blocks: null,
    ...merged,
    result,
    metrics: mergeMetrics(earlier.metrics, later.metrics),
  };
}
