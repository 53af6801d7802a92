import { Command } from "commander";
import { printable } from "../../base/printable.ts";
import { runsDir } from "../../infra/home.ts";
import { listRuns } from "../../results/archive/index.ts";
import { engineOption, run as action } from "../command-line.ts";
import { terminalOf, type Context } from "../context.ts";
import type { EngineOptions } from "../engines/engine.ts";
import { pickEngine } from "../engines/pick.ts";
import { CliError } from "../errors.ts";
import { EXIT } from "../exit.ts";
import { shownCells, stackOutputs, staleness } from "../results/outputs.ts";
import { requireStacks } from "../stacks/names.ts";

export const command = new Command("outputs")
  .argument("<stack>")
  .addOption(engineOption())
  .option("--json", "print everything as JSON")
  .action(action(outputs));

async function outputs(context: Context, stack: string, options: EngineOptions & { json?: true }): Promise<number> {
  requireStacks(context.root, [stack]);
  const engine = await pickEngine(context, stack, options.engine);
  const found = await stackOutputs(engine, stack);
  if (!found)
    throw new CliError(
      "STACK_NO_OUTPUTS",
      `\`${stack}\` has no outputs because it is not up. Bring it up with \`stackmark up ${stack}\`.`,
    );
  const stale = await staleness(engine, found);
  if (stale) context.stderr.write(`${stale}\n`);
  if (options.json) {
    context.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
    return EXIT.ok;
  }
  const run = (await listRuns(runsDir(context.home))).find(({ runId }) => runId === found.runId);
  const { cellTable } = await import("../../results/report/index.ts");
  const cells = await shownCells(engine, found);
  const endpoints = Object.entries(found.endpoints).map(([name, url]) => `  ${name}  ${url}`);
  context.stdout.write(
    [
      `${stack}  run ${found.runId} (${found.provenance})${run ? `, ${run.status}` : ""}`,
      ...endpoints,
      ...(cells.length > 0 ? [cellTable(cells, terminalOf(context))] : []),
      ...(run && run.status !== "complete" ? [`${run.status}: ${run.next}`] : []),
      ...found.notes.map((note) => printable(`note: ${note}`)),
      "`--json` shows everything",
      "",
    ].join("\n"),
  );
  return EXIT.ok;
}
