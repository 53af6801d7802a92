/** The missing part of a cell that was stopped, and how it joins what was measured before. */
import { isDeepStrictEqual } from "node:util";
import { mergeCells, type LoadOutcome } from "@stackmark/loadgen";
import type { ArchivedCell } from "../../../results/archive/index.ts";
import type { Environment, MetricsSummary } from "../../../results/schema/outputs.ts";
import { mergeMetrics } from "../../observability/merge.ts";
import type { CellOutputs, CellSpec } from "../cell-inputs.ts";
import type { Measured } from "./measure.ts";

/** A part shorter than this is not worth its warm-up, and not enough to say anything about. */
const LEAST_MS = 1000;

export interface EarlierPart {
  outcome: LoadOutcome;
  metrics: MetricsSummary;
  /** End of its series. */
  endMs: number;
}

/** Where the missing part would be measured. */
export interface Setting {
  /** Ids of the machines. */
  instances: string[];
  environment: Environment;
}

/**
 * What of an earlier attempt can be built on: null where it has to be measured anew, since it was invalid, cut short, or
 * measured on other machines or with other versions than there are now.
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

/** The warm-up again, then as long as is missing. */
export function missingSpec(spec: CellSpec, earlier: EarlierPart): CellSpec {
  const missing = spec.durationMs - spec.warmUpMs - earlier.outcome.result.measuredMs;
  return { ...spec, durationMs: spec.warmUpMs + Math.max(LEAST_MS, Math.round(missing)) };
}

/** Both parts as one cell of the whole specification. */
export function join(spec: CellSpec, earlier: EarlierPart, later: Measured): Measured {
  const merged = mergeCells([earlier.outcome, later]);
  const result = { ...merged.result, spec: { ...merged.result.spec, durationMs: spec.durationMs } };
  // Steal and blocks are of a stretch of time, and the parts' lengths differ: there are none of both.
  return {
    ...later,
    stealPct: null,
    blocks: null,
    ...merged,
    result,
    metrics: mergeMetrics(earlier.metrics, later.metrics),
  };
}
