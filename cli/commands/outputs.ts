import { Command } from "commander";
import { printable } from "../../base/printable.ts";
import { runsDir } from "../../infra/home.ts";
import { listRuns } from "../../results/archive/index.ts";
import { engineOption, run as action } from "../command-line.ts";
import { terminalOf, type Context } from "../context.ts";
import type { EngineOptions, StackEngine } from "../engines/engine.ts";
import { pickEngine } from "../engines/pick.ts";
import { CliError } from "../errors.ts";
import { EXIT } from "../exit.ts";
import { shownCells, stackResults, staleness } from "../results/outputs.ts";
import { runText } from "../results/run-text.ts";
import { costSoFar } from "../budget/cost-text.ts";
import { requireStacks } from "../stacks/names.ts";
import { planIfValid } from "../stacks/plans.ts";

export const command = new Command("outputs")
  .argument("<stack>")
  .addOption(engineOption())
  .option("--json", "print the full results as JSON, which `diff` and `report` can read")
  .action(action(outputs));

async function outputs(context: Context, stack: string, options: EngineOptions & { json?: true }): Promise<number> {
  requireStacks(context.root, [stack]);
  const engine = await pickEngine(context, stack, options.engine);
  const stale = await staleness(engine, stack);
  if (stale) context.stderr.write(`${stale}\n`);
  await (options.json ? printJson : printPage)(context, engine, stack);
  return EXIT.ok;
}

const notUp = (stack: string): CliError =>
  new CliError(
    "STACK_NO_OUTPUTS",
    `\`${stack}\` has no outputs because it is not up. Bring it up with \`stackmark up ${stack}\`.`,
  );

/** Without the full results, the summary that the stack has. */
async function printJson(context: Context, engine: StackEngine, stack: string): Promise<void> {
  const found = await stackResults(context, engine, stack);
  if (!found) throw notUp(stack);
  if (found.missing !== undefined) context.stderr.write(printable(`${found.missing}\n`));
  const all = found.missing === undefined ? found.outputs : await engine.outputs(stack);
  context.stdout.write(`${JSON.stringify(all, null, 2)}\n`);
}

async function printPage(context: Context, engine: StackEngine, stack: string): Promise<void> {
  const found = await stackResults(context, engine, stack, { orSummary: true });
  if (!found) throw notUp(stack);
  const { outputs: shown, missing } = found;
  const run = (await listRuns(runsDir(context.home))).find(({ runId }) => runId === shown.runId);
  const { cellTable, metricLine } = await import("../../results/report/index.ts");
  const plan = await planIfValid(context, stack);
  const costs = plan ? costSoFar(context, plan, await engine.resources(stack)) : [];
  const cells = await shownCells(engine, shown);
  // A changed archive may not even have the cells whose status the listing shows.
  const archived = missing === undefined ? run : undefined;
  context.stdout.write(
    [
      `${stack}  ${runText(shown)}${archived ? `, ${archived.status}` : ""}`,
      ...Object.entries(shown.endpoints).map(([name, url]) => `  ${name}  ${url}`),
      ...(cells.length > 0 ? [cellTable(cells, terminalOf(context))] : []),
      ...(shown.derived ?? []).map((metric) => printable(metricLine(metric))),
      ...shown.notes.map((note) => printable(`note: ${note}`)),
      ...costs.map((line) => printable(line)),
      ...(archived ? [`full results: ${archived.dir}`] : []),
      ...(archived ? [`${archived.status === "complete" ? "next" : archived.status}: ${archived.next}`] : []),
      `\`stackmark outputs ${stack} --json\` prints ${missing === undefined ? "the full results" : "the summary"}`,
      "",
    ].join("\n"),
  );
}
