import { Command } from "commander";
import { printable } from "../../base/printable.ts";
import { runsDir } from "../../infra/home.ts";
import { listRuns } from "../../results/archive/index.ts";
import { engineOption, run as action } from "../command-line.ts";
import type { Context } from "../context.ts";
import type { EngineOptions } from "../engines/engine.ts";
import { pickEngine } from "../engines/pick.ts";
import { CliError } from "../errors.ts";
import { EXIT } from "../exit.ts";
import { cellsNotRun, stackOutputs, staleness } from "../results/outputs.ts";
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
  const measured = found.load.map((output) => ({ cell: output.cell, output, missing: null }));
  const notRun = (await cellsNotRun(engine, stack)).filter((cell) => !measured.some((each) => each.cell === cell));
  const cells = [...measured, ...notRun.map((cell) => ({ cell, output: null, missing: "not run: stopped" }))];
  const endpoints = Object.entries(found.endpoints).map(([name, url]) => `  ${name}  ${url}`);
  context.stdout.write(
    [
      `${stack}  run ${found.runId} (${found.provenance})${run ? `, ${run.status}` : ""}`,
      ...endpoints,
      ...(cells.length > 0 ? [cellTable(cells, { colour: context.colour })] : []),
      ...found.notes.map((note) => printable(`! ${note}`)),
      ...(run && run.status !== "complete" ? [`${run.status}: ${run.next}`] : []),
      "`--json` shows everything",
      "",
    ].join("\n"),
  );
  return EXIT.ok;
}
