/** Runs of faults, one after the other, as planned from a seed. */
import { Bench } from "./bench.ts";
import { appendOutcome, isOf, outcomesFile, readOutcomes, type Campaign, type RunOutcome } from "./outcomes.ts";
import { planRuns } from "./plan.ts";
import { lineOf, progressText, summary } from "./report.ts";
import { FaultRunner } from "./run.ts";

export interface CampaignOptions extends Campaign {
  /** Folder of the lab. */
  dir: string;
  runs: number;
  /** Runs this one only. */
  at?: number;
  /** Leaves out the runs whose outcomes are in the lab's folder. */
  resumes?: boolean;
  /** When aborted, the run that goes on ends first. */
  signal: AbortSignal;
  print: (line: string) => void;
}

export interface CampaignResult {
  /** Also those of earlier campaigns that this one resumes. */
  outcomes: RunOutcome[];
  /** After the last destroy. */
  problems: string[];
}

/** Needs a lab of its own, which it starts and ends. */
export async function runCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const { dir, seed, isHasty, only, runs, at, resumes = false, signal, print } = options;
  const campaign = { seed, isHasty, only };
  const all = planRuns(seed, at ?? runs, campaign);
  const planned = at === undefined ? all : all.slice(-1);
  const numbers = new Set(planned.map(({ number }) => number));
  const earlier = readOutcomes(outcomesFile(dir)).filter(
    (record) => resumes && isOf(record, campaign) && numbers.has(record.planned.number),
  );
  const outcomes: RunOutcome[] = [...earlier];
  const known = new Set(earlier.map(({ planned: { number } }) => number));
  const left = planned.filter(({ number }) => !known.has(number));
  const problems: string[] = [];
  if (left.length > 0) {
    const bench = new Bench(dir, print);
    try {
      await bench.start();
      const runner = new FaultRunner(bench);
      for (const [index, each] of left.entries()) {
        if (signal.aborted) break;
        const outcome = await runner.run(each);
        appendOutcome(dir, { campaign, planned: each, outcome, endedAt: new Date().toISOString() });
        outcomes.push({ planned: each, outcome });
        print(lineOf(seed, each, outcome));
        print(`  ${progressText(outcomes, left.length - index - 1)}`);
      }
      problems.push(...(await runner.finish()));
    } finally {
      await bench.end();
    }
  }
  for (const line of summary(outcomes, problems)) print(line);
  return { outcomes, problems };
}
