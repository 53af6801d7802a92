/** Runs of faults, one line each, and a summary by kind. */
import { formatDuration } from "../../base/duration.ts";
import { Bench } from "./bench.ts";
import type { FaultName } from "./catalog.ts";
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

export interface RunOutcome {
  planned: PlannedRun;
  outcome: Outcome;
}

export interface CampaignResult {
  outcomes: RunOutcome[];
  /** After the last destroy. */
  problems: string[];
}

/** Needs a lab of its own, which it starts and ends. */
export async function runCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const { dir, seed, runs, at, signal, print } = options;
  const planned = at === undefined ? planRuns(seed, runs, options) : planRuns(seed, at, options).slice(-1);
  const bench = new Bench(dir, print);
  const outcomes: RunOutcome[] = [];
  const problems: string[] = [];
  const began = performance.now();
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
  for (const line of summary({ outcomes, problems }, performance.now() - began)) print(line);
  return { outcomes, problems };
}

/** Pure. One run. */
export function lineOf(seed: number, planned: PlannedRun, { what, problems, durationMs }: Outcome): string {
  const { number, fault, operation, progress, recovery } = planned;
  const moment = `${operation} at ${Math.round(progress * 100)} %`;
  const next = recovery === "leave" ? "" : `, then ${recovery}`;
  const seen = [what, ...problems.map((problem) => `✗ ${problem}`)].filter((text) => text !== "").join("; ");
  const mark = problems.length === 0 ? "✓" : "✗";
  return `${mark} ${number} (seed ${seed}) ${fault}, ${moment}${next}: ${seen} (${formatDuration(durationMs)})`;
}

/** Pure. A line for each kind of fault, by operation. */
export function summary({ outcomes, problems }: CampaignResult, durationMs: number): string[] {
  const byFault = Map.groupBy(outcomes, ({ planned }) => planned.fault);
  const total = `${outcomes.filter(isKept).length} of ${outcomes.length} ended as promised`;
  return [
    "",
    ...[...byFault].map(([fault, each]) => kindLine(fault, each)),
    ...problems.map((problem) => `✗ after the last destroy: ${problem}`),
    `faults: ${total}; ${outcomes.filter(hasStruck).length} struck something, in ${formatDuration(durationMs)} (emulated)`,
  ];
}

const isKept = ({ outcome }: RunOutcome): boolean => outcome.problems.length === 0;
const hasStruck = ({ outcome }: RunOutcome): boolean => outcome.hasStruck;

function kindLine(fault: FaultName, each: readonly RunOutcome[]): string {
  const operations = Map.groupBy(each, ({ planned }) => planned.operation);
  const counts = [...operations].map(([operation, some]) => `${operation} ${some.length}`).join(", ");
  const idle = each.length - each.filter(hasStruck).length;
  const note = idle === 0 ? "" : `; ${idle} found nothing to strike`;
  return `${fault}: ${each.filter(isKept).length} of ${each.length} as promised (${counts}${note})`;
}
