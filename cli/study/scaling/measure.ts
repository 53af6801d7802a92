/** Measures what is left of a scaling study, one run after the other. */
import type { Labels } from "@stackmark/loadgen/schema";
import { printable } from "../../../base/printable.ts";
import type { Objective } from "../../../results/derived/index.ts";
import { pointRemark } from "../../../results/report/index.ts";
import { pointOf, type ScalingRun } from "../../../results/scaling/index.ts";
import type { Context } from "../../context.ts";
import { EXIT, type ExitCode } from "../../exit.ts";
import type { Guard } from "../../guard.ts";
import type { MeasureRun } from "../stack.ts";
import { pendingPoints, type Known } from "./pending.ts";
import type { StudyPlan } from "./points.ts";
import type { ScalingLabels } from "./runs.ts";

export interface ScalingStudyRun {
  /** Name of the study. */
  study: string;
  plan: Pick<StudyPlan, "points" | "service">;
  /** What earlier commands measured. */
  known: Known;
  objectives: readonly Objective[];
  labels: Labels;
  guard: Pick<Guard, "signal">;
}

/** Ends early if a run has no results: then the stack could not be brought up, or the study was stopped. */
export async function measureStudy(
  { stdout }: Pick<Context, "stdout">,
  { study, plan: { points, service }, known: earlier, objectives, labels, guard }: ScalingStudyRun,
  measure: MeasureRun,
): Promise<ExitCode[]> {
  const known = new Map<string, ScalingRun>(earlier);
  const codes: ExitCode[] = [];
  while (!guard.signal.aborted) {
    const [point] = pendingPoints(points, known, objectives);
    if (!point) break;
    const { variant, users, id, ...stack } = point;
    const own: ScalingLabels = {
      study,
      variant,
      service,
      slo: objectives.map(({ text }) => text).join(","),
      point: id,
    };
    const head = `${variant}  ${users} users`;
    const measured = await measure({ ...stack, head, labels: { ...labels, ...own } });
    if (!measured.outputs) {
      codes.push(...measured.codes);
      break;
    }
    const run = { variant, service, outputs: measured.outputs };
    const outcome = pointOf(run, objectives);
    // Too many users are what the study looks for, and no invalid result.
    codes.push(...measured.codes.filter((code) => outcome.broke.length === 0 || code !== EXIT.invalid));
    if (codes.includes(EXIT.interrupted)) break;
    known.set(id, run);
    const remark = pointRemark(outcome);
    if (remark !== "") stdout.write(printable(`${head}: ${remark}\n`));
  }
  return codes;
}
