/** The runs of scaling studies in the archive, which is all that a study remembers: a run's labels say what it measured. */
import { digest } from "../../../base/digest.ts";
import type { Labels } from "@stackmark/loadgen/schema";
import { runsDir } from "../../../infra/home.ts";
import type { Plan } from "../../../infra/topology/plan.ts";
import { labelledRuns, type LabelledRun } from "../../../results/archive/index.ts";
import type { ScalingRun } from "../../../results/scaling/index.ts";
import type { Context } from "../../context.ts";

const KIND = "scaling";

/** Of one study. */
export interface ScalingLabels extends Labels {
  study: string;
  variant: string;
  service: string;
  slo: string;
  /** Identifies what is measured: the load, the workload and the topology. */
  point: string;
}

const isOfStudy = (labels: Labels): labels is ScalingLabels => labels["study"]?.startsWith(`${KIND}-`) === true;

/** Sorts by time. */
export const newStudy = (now = new Date()): string => `${KIND}-${now.toISOString().replace(/[-:]|\.\d+/g, "")}`;

/** @param codeDigest of the scenario's module; `null` for built-in scenarios */
export const pointId = ({ topologyDigest, workloadDigest, load }: Plan, codeDigest: string | null): string =>
  digest([
    topologyDigest,
    workloadDigest,
    load.levels,
    load.scenario,
    load.scenarioOptions,
    load.cells,
    codeDigest,
  ]).slice(0, 16);

export interface StudyRuns {
  study: string;
  stack: string;
  /** When its newest run began; ISO 8601. */
  startedAt: string | null;
  /** Of each point the newest. */
  runs: (LabelledRun & { labels: ScalingLabels })[];
}

/** All studies, the newest first. */
export async function scalingStudies({ home }: Pick<Context, "home">): Promise<StudyRuns[]> {
  const found = await labelledRuns(runsDir(home), isOfStudy);
  const own = found.flatMap((run) => (isOfStudy(run.labels) ? [{ ...run, labels: run.labels }] : []));
  return [...Map.groupBy(own, ({ labels, outputs }) => `${labels.study} ${outputs.stack}`).values()].map((runs) => ({
    study: runs[0]!.labels.study,
    stack: runs[0]!.outputs.stack,
    startedAt: runs[0]!.startedAt,
    runs: [...Map.groupBy(runs, ({ labels }) => labels.point).values()].map(([newest]) => newest!),
  }));
}

export const asScalingRun = ({ labels: { variant, service }, outputs }: StudyRuns["runs"][number]): ScalingRun => ({
  variant,
  service,
  outputs,
});
