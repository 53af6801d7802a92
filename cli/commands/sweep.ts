import { createInterface } from "node:readline/promises";
import { Command } from "commander";
import { counted } from "../../base/counted.ts";
import { formatDuration } from "../../base/duration.ts";
import { printable } from "../../base/printable.ts";
import type { ExpiredStack } from "../clouds/expired.ts";
import { CLOUD_TITLES } from "../clouds/scope.ts";
import { agreed, allOf, deleteAll, planSweep, type Agreed, type SweepPlan } from "../clouds/sweep.ts";
import { run } from "../command-line.ts";
import type { Context } from "../context.ts";
import { lineOf } from "../destroy/clouds.ts";
import { keepSwept } from "../destroy/swept.ts";
import { CliError } from "../errors.ts";
import { EXIT, exitCodeOf, type ExitCode } from "../exit.ts";
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
  const projects = await projectsOf(context);
  const nowMs = Date.now();
  const shown = await planSweep(context, projects, nowMs);
  for (const line of shown.notAsked) stderr.write(`${printable(line)}\n`);
  for (const { stack, toDelete } of shown.stacks) {
    const lines = toDelete.map((each) => `  ${printable(lineOf(each))}\n`);
    stdout.write(`${printable(headOf(stack, nowMs))}\n${lines.join("")}`);
  }
  const count = counted(allOf(shown).length, "resource");
  if (shown.stacks.length === 0) {
    if (shown.asked.length > 0) stdout.write(printable(`no expired stack was found in ${shown.asked.join(" and ")}\n`));
    return unaskedCode(shown);
  }
  if (!options.delete) {
    stdout.write(`dry run: \`stackmark sweep --delete\` deletes ${count}\n`);
    return unaskedCode(shown);
  }
  if (options.yes) return deleteAgreed(context, agreed(shown, shown));
  if (!(await isConfirmed(`Delete ${count}?`))) return EXIT.ok;
  const again = await planSweep(context, projects, Date.now());
  for (const line of again.notAsked) if (!shown.notAsked.includes(line)) stderr.write(`${printable(line)}\n`);
  return deleteAgreed(context, agreed(shown, again));
}

async function deleteAgreed(context: Context, { plan, dropped, added }: Agreed): Promise<number> {
  const { stdout, stderr } = context;
  const keep = (what: string, why: string) => void stderr.write(`${printable(`not deleted: ${what} (${why})`)}\n`);
  // No command that deletes it: it may be another deployment's by now.
  for (const { id } of dropped) keep(id, "it was not found again as part of the expired deployment");
  for (const { id } of added) keep(id, "it was not in the list: sweep again");
  const failed = new Set<string>();
  await deleteAll(context, allOf(plan), (resource, problem) => {
    if (problem === undefined) return void stdout.write(`deleted ${printable(resource.id)}\n`);
    failed.add(resource.id);
    keep(lineOf(resource), problem);
  });
  await keepSwept(context, plan, new Set([...failed, ...[...dropped, ...added].map(({ id }) => id)]));
  return exitCodeOf([failed.size > 0 || added.length > 0 ? EXIT.leftover : EXIT.ok, unaskedCode(plan)]);
}

const unaskedCode = ({ notAsked }: SweepPlan): ExitCode => (notAsked.length > 0 ? EXIT.unexpected : EXIT.ok);

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
