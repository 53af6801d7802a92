import { createInterface } from "node:readline/promises";
import { Command } from "commander";
import { counted } from "../../base/counted.ts";
import { formatDuration } from "../../base/duration.ts";
import { printable } from "../../base/printable.ts";
import { deleteResource } from "../clouds/delete.ts";
import { everything, unlabelledOf } from "../clouds/everything.ts";
import { deletions, expiredStacks, isAlive, type ExpiredStack } from "../clouds/expired.ts";
import { CLOUD_TITLES, type CloudResource } from "../clouds/scope.ts";
import { run } from "../command-line.ts";
import type { Context } from "../context.ts";
import { lineOf } from "../destroy/clouds.ts";
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
  const projects = await projectsOf(context);
  const found = await everything(context, projects);
  for (const line of found.notAsked) stderr.write(`${printable(line)}\n`);
  const nowMs = Date.now();
  const expired = expiredStacks(found.resources, nowMs);
  const planned: CloudResource[] = [];
  for (const stack of expired) {
    const unlabelled = isAlive(stack.tag, found.resources, nowMs)
      ? []
      : await unlabelledOf(context, stack.tag, projects);
    const own = [...deletions(stack, found.resources), ...unlabelled];
    stdout.write(`${printable(headOf(stack, nowMs))}\n${own.map((each) => `  ${printable(lineOf(each))}\n`).join("")}`);
    planned.push(...own.filter(({ id }) => !planned.some((other) => other.id === id)));
  }
  const unasked = found.notAsked.length > 0 ? EXIT.unexpected : EXIT.ok;
  if (planned.length === 0) {
    stdout.write("no expired stack was found\n");
    return unasked;
  }
  if (!options.delete) {
    stdout.write(`dry run: \`stackmark sweep --delete\` deletes ${counted(planned.length, "resource")}\n`);
    return unasked;
  }
  if (!options.yes && !(await isConfirmed(`Delete ${counted(planned.length, "resource")}?`))) return EXIT.ok;
  return (await deleteAll(context, planned)) > 0 ? EXIT.leftover : unasked;
}

/** @returns how many could not be deleted */
async function deleteAll(context: Context, planned: readonly CloudResource[]): Promise<number> {
  let failed = 0;
  for (const resource of planned) {
    const problem = await deleteResource(context, resource);
    if (problem === undefined) context.stdout.write(`deleted ${printable(resource.id)}\n`);
    else context.stderr.write(`${printable(`not deleted: ${lineOf(resource)} (${problem})`)}\n`);
    failed += problem === undefined ? 0 : 1;
  }
  return failed;
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
