/** `stackmark results ...`: what the archive holds, and what is put into it or taken out. */
import { runsDir } from "../../infra/home.ts";
import { liveProgram, programRuns } from "../../infra/load/live.ts";
import { listRuns, readRun, removeRun, verifyRun, type ArchivedRun } from "../../results/archive/index.ts";
import { demandAndCapacity, parseObjectives } from "../../results/derived/index.ts";
import { capacityTable, runList, runTable } from "../../results/report/index.ts";
import type { Context } from "../context.ts";
import { CliError } from "../errors.ts";
import { EXIT } from "../exit.ts";
import { printable } from "../terminal.ts";

export async function list(context: Context, options: { json?: true }): Promise<number> {
  const runs = await listRuns(runsDir(context.home));
  if (options.json) context.stdout.write(`${JSON.stringify(runs, null, 2)}\n`);
  else context.stdout.write(runList(runs, { colour: context.colour }));
  return EXIT.ok;
}

/** A stack's name means its newest run. */
async function runOf(context: Context, name: string): Promise<ArchivedRun> {
  const dir = runsDir(context.home);
  const named = (await listRuns(dir)).find(({ runId, stack }) => runId === name || stack === name);
  return readRun(named?.runId ?? name, dir);
}

export async function capacity(
  context: Context,
  names: string[],
  { slo, json }: { slo: string; json?: true },
): Promise<number> {
  const objectives = parseObjectives(slo);
  const runs: ArchivedRun[] = [];
  for (const name of names) runs.push(await runOf(context, name));
  const found = demandAndCapacity(runs, objectives);
  context.stdout.write(json ? `${JSON.stringify(found, null, 2)}\n` : capacityTable(found, { colour: context.colour }));
  return EXIT.ok;
}

export async function show(context: Context, name: string, options: { json?: true }): Promise<number> {
  const run = await runOf(context, name);
  if (options.json) context.stdout.write(`${JSON.stringify(run, null, 2)}\n`);
  else context.stdout.write(runTable(run, { colour: context.colour }));
  return EXIT.ok;
}

export async function verify(context: Context, names: string[], options: { json?: true }): Promise<number> {
  const dir = runsDir(context.home);
  const chosen = names.length > 0 ? names : (await listRuns(dir)).map(({ runId }) => runId);
  const verified = [];
  for (const name of chosen) verified.push(await verifyRun(dir, name));
  if (options.json) context.stdout.write(`${JSON.stringify(verified, null, 2)}\n`);
  else
    for (const { runId, status, cells, problems } of verified)
      context.stdout.write(
        printable(`${runId}: ${status}, ${cells} cells\n${problems.map((p) => `  ${p}\n`).join("")}`),
      );
  return verified.some(({ status }) => status === "broken") ? EXIT.unexpected : EXIT.ok;
}

/** Takes runs out of the archive; all of them are looked at before the first is gone. */
export async function remove(context: Context, names: string[], options: { yes?: true }): Promise<number> {
  const dir = runsDir(context.home);
  const runs = await listRuns(dir);
  const problems = names.flatMap((name) => {
    const run = runs.find(({ runId }) => runId === name);
    if (!run) return [`there is no run \`${name}\``];
    const program = run.status === "cut-off" && run.stack !== null ? liveProgram(run.stack) : null;
    return program && programRuns(program)
      ? [`\`${name}\` may be under way: stack ${run.stack} is being measured`]
      : [];
  });
  if (!options.yes) problems.push(`this deletes ${names.length} runs for good; say so with --yes`);
  if (problems.length > 0)
    throw new CliError(
      "RESULTS_NOT_REMOVED",
      `Nothing was removed from ${dir}:\n${problems.map((p) => `  - ${p}`).join("\n")}`,
    );
  for (const name of names) {
    await removeRun(dir, name);
    context.stdout.write(`removed ${name}\n`);
  }
  return EXIT.ok;
}
