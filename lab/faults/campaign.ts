/** Runs of faults, one line each, and a summary by kind. */
import { formatDuration } from "../../base/duration.ts";
import { Bench } from "./bench.ts";
import { planRuns, type PlannedRun, type PlanOptions } from "./plan.ts";
import { FaultRunner, type Outcome } from "./run.ts";

export interface CampaignOptions extends PlanOptions {
  /** Folder of the lab. */
  dir: string;
  seed: number;
  runs: number;
  /** Runs this one only. */
  at?: number;
  /** When aborted, the run that goes on ends first. */
  signal: AbortSignal;
  print: (line: string) => void;
}

export interface CampaignResult {
  outcomes: { planned: PlannedRun; outcome: Outcome }[];
  /** After the last destroy. */
  problems: string[];
}

/** Needs a lab of its own, which it starts and ends. */
export async function runCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const { dir, seed, runs, at, signal, print } = options;
  const planned = at === undefined ? planRuns(seed, runs, options) : planRuns(seed, at, options).slice(-1);
  const bench = new Bench(dir, print);
  const outcomes: CampaignResult["outcomes"] = [];
  const problems: string[] = [];
  try {
    await bench.start();
    const runner = new FaultRunner(bench);
    for (const each of planned) {
      if (signal.aborted) break;
      const outcome = await runner.run(each);
      outcomes.push({ planned: each, outcome });
      print(lineOf(seed, each, outcome));
    }
    problems.push(...(await runner.finish()));
  } finally {
    await bench.end();
  }
  for (const line of summary({ outcomes, problems })) print(line);
  return { outcomes, problems };
}

function lineOf(seed: number, planned: PlannedRun, { what, problems, durationMs }: Outcome): string {
  const { number, fault, operation, progress, recovery } = planned;
  const moment = `${operation} at ${Math.round(progress * 100)} %`;
  const seen = [what, ...problems.map((problem) => `✗ ${problem}`)].filter((text) => text !== "").join("; ");
  const mark = problems.length === 0 ? "✓" : "✗";
  return `${mark} ${number} (seed ${seed}) ${fault}, ${moment}, then ${recovery}: ${seen} (${formatDuration(durationMs)})`;
}

function summary({ outcomes, problems }: CampaignResult): string[] {
  const byFault = Map.groupBy(outcomes, ({ planned }) => planned.fault);
  const isKept = ({ outcome }: CampaignResult["outcomes"][number]): boolean => outcome.problems.length === 0;
  return [
    "",
    ...[...byFault].map(([fault, each]) => `${fault}: ${each.filter(isKept).length} of ${each.length} as promised`),
    ...problems.map((problem) => `✗ after the last destroy: ${problem}`),
    `faults: ${outcomes.filter(isKept).length} of ${outcomes.length} ended as promised (emulated)`,
  ];
}
