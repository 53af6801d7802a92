import { createInterface } from "node:readline/promises";
import { Command } from "commander";
import { counted } from "../../base/counted.ts";
import { formatDuration } from "../../base/duration.ts";
import { printable } from "../../base/printable.ts";
import type { ExpiredStack } from "../clouds/expired.ts";
import { CLOUD_TITLES } from "../clouds/scope.ts";
import { allOf, deleteAll, planSweep } from "../clouds/sweep.ts";
import { run } from "../command-line.ts";
import type { Context } from "../context.ts";
import { lineOf } from "../destroy/clouds.ts";
import { keepSwept } from "../destroy/swept.ts";
import { CliError } from "../errors.ts";
import { EXIT } from "../exit.ts";
import { knownStacks } from "../stacks/names.ts";
import { planIfValid } from "../stacks/plans.ts";

interface SweepOptions {
  delete?: true;
  yes?: true;
}

export const command = new Command("sweep")
  .option("--delete", "delete what was listed, after asking")
  .option("-y, --yes", "with --delete: do not ask")
  .action(run(sweep));

async function sweep(context: Context, options: SweepOptions): Promise<number> {
  const { stdout, stderr } = context;
  if (options.delete && !options.yes && !process.stdin.isTTY)
    throw new CliError("OPTION_INVALID", "--delete: asks before it deletes, so it needs a terminal or --yes");
  const nowMs = Date.now();
  const plan = await planSweep(context, await projectsOf(context), nowMs);
  for (const line of plan.notAsked) stderr.write(`${printable(line)}\n`);
  for (const { stack, toDelete } of plan.stacks) {
    const lines = toDelete.map((each) => `  ${printable(lineOf(each))}\n`);
    stdout.write(`${printable(headOf(stack, nowMs))}\n${lines.join("")}`);
  }
  const unasked = plan.notAsked.length > 0 ? EXIT.unexpected : EXIT.ok;
  const toDelete = allOf(plan);
  if (toDelete.length === 0) {
    stdout.write("no expired stack was found\n");
    return unasked;
  }
  if (!options.delete) {
    stdout.write(`dry run: \`stackmark sweep --delete\` deletes ${counted(toDelete.length, "resource")}\n`);
    return unasked;
  }
  if (!options.yes && !(await isConfirmed(`Delete ${counted(toDelete.length, "resource")}?`))) return EXIT.ok;
  const failed = new Set<string>();
  await deleteAll(context, toDelete, (resource, problem) => {
    if (problem !== undefined) failed.add(resource.id);
    if (problem === undefined) stdout.write(`deleted ${printable(resource.id)}\n`);
    else stderr.write(`${printable(`not deleted: ${lineOf(resource)} (${problem})`)}\n`);
  });
  await keepSwept(context, plan, failed);
  return failed.size > 0 ? EXIT.leftover : unasked;
}

const headOf = ({ tag, run, expiresAtMs, resources }: ExpiredStack, nowMs: number): string => {
  const clouds = [...new Set(resources.map(({ cloud }) => CLOUD_TITLES[cloud]))].join(" and ");
  return `${tag} (deployment ${run}) in ${clouds}: expired ${formatDuration(nowMs - expiresAtMs)} ago`;
};

/** Projects of Google Cloud that stack files name. */
async function projectsOf(context: Context): Promise<string[]> {
  const plans = await Promise.all(knownStacks(context.root).map((stack) => planIfValid(context, stack)));
  return [...new Set(plans.flatMap((plan) => plan?.kubernetes?.gcp?.project ?? []))];
}

async function isConfirmed(question: string): Promise<boolean> {
  const prompt = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await prompt.question(`${question} [y/N] `)).trim());
  } finally {
    prompt.close();
  }
}
