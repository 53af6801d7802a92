/** Judges a canary by what one run measured of its versions. Pure. */
import { compare, type CompareOptions, type Comparison } from "../compare/index.ts";
import { SAME_RUN } from "../compare/notes.ts";
import type { CanaryPlan } from "../schema/canary.ts";
import type { StackOutputs } from "../schema/outputs.ts";
import { isComparedByVersion, sideOf } from "./sides.ts";
import { splitOf, type Split } from "./split.ts";

export type { Split } from "./split.ts";

export interface CanaryReport {
  stack: string;
  runId: string;
  /** `null`: the run has no plan of a canary, such as a run of `stackmark load`. */
  plan: CanaryPlan | null;
  split: Split;
  /** The canary against the stable version; `null` if one of them did not answer. */
  comparison: Comparison | null;
}

const LABELS = ["stable", "canary"] as const;

/**
 * The split with its interval, and the verdict on the canary. Both versions were measured at the same time, so repeats are
 * compared in pairs.
 *
 * @returns `null` if the run did not tell versions apart
 * @throws {ResultsError} as `compare` does
 */
export function judgeCanary(
  outputs: StackOutputs,
  options: Omit<CompareOptions, "labels" | "archive"> = {},
): CanaryReport | null {
  const { stack, runId, load } = outputs;
  const { canary: plan } = outputs.plan;
  if (!plan && load.every(({ result }) => result.versions === undefined)) return null;
  const [stable, canary] = [sideOf(outputs, "stable"), sideOf(outputs, "canary")];
  const isMeasured = stable.load.length > 0 && canary.load.length > 0;
  const comparison = isMeasured ? compare(stable, canary, { ...options, labels: LABELS }) : null;
  return {
    stack,
    runId,
    plan: plan ?? null,
    split: splitOf(load, plan),
    comparison: comparison && betweenVersions(comparison),
  };
}

/** Versions are of the same run by design, and their rates follow from the split. */
const betweenVersions = (comparison: Comparison): Comparison => ({
  ...comparison,
  warnings: comparison.warnings.filter((warning) => warning !== SAME_RUN),
  levels: comparison.levels.map((level) => ({
    ...level,
    metrics: level.metrics.filter(({ metric }) => isComparedByVersion(metric)),
  })),
});
