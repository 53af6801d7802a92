/** `stackmark results trend`: metrics over the runs of a stack, and when they changed. */
import { hasLabels } from "@stackmark/loadgen/schema";
import { runsDir } from "../../infra/home.ts";
import { listRuns, measuredRuns } from "../../results/archive/index.ts";
import { ResultsError } from "../../results/errors.ts";
import { trendTable } from "../../results/report/index.ts";
import { trendOf } from "../../results/trend/index.ts";
import { terminalOf, type Context } from "../context.ts";
import { CliError } from "../errors.ts";
import { EXIT } from "../exit.ts";
import { labelsOf, type LabelOptions } from "./labels.ts";

export interface TrendCommandOptions extends LabelOptions {
  last: string;
  p: string;
  json?: true;
}

/** Without a stack, of the stack with the newest run. */
export async function trend(
  context: Context,
  stack: string | undefined,
  options: TrendCommandOptions,
): Promise<number> {
  const wanted = labelsOf(options);
  const { last, level } = checked(options);
  const dir = runsDir(context.home);
  const all = await listRuns(dir);
  const name = stack ?? all.find((run) => run.stack !== null)?.stack ?? undefined;
  if (name === undefined || !all.some((run) => run.stack === name))
    throw new ResultsError(
      "RESULTS_NOT_FOUND",
      name === undefined ? "The archive has no run of a stack." : `The archive has no run of the stack \`${name}\`.`,
    );
  const runs = (await measuredRuns(dir, name)).filter(({ labels }) => hasLabels(labels, wanted));
  const found = trendOf(runs, { level, last });
  context.stdout.write(options.json ? `${JSON.stringify(found, null, 2)}\n` : trendTable(found, terminalOf(context)));
  return EXIT.ok;
}

const MAX_RUNS = 500;

/** @throws {CliError} OPTION_INVALID with every problem */
function checked({ last, p }: TrendCommandOptions): { last: number; level: number } {
  const [count, level] = [Number(last), Number(p)];
  const problems: string[] = [];
  if (!Number.isInteger(count) || count < 1 || count > MAX_RUNS)
    problems.push(`--last ${last}: must be a whole number from 1 to ${MAX_RUNS}`);
  if (!(level >= 0.001 && level <= 0.2)) problems.push(`--p ${p}: must be a number from 0.001 to 0.2, such as 0.01`);
  if (problems.length > 0) throw new CliError("OPTION_INVALID", problems.join("\n"));
  return { last: count, level };
}
