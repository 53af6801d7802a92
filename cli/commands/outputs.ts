import { Command } from "commander";
import { printable } from "../../base/printable.ts";
import { engineOption, run } from "../command-line.ts";
import type { Context } from "../context.ts";
import type { EngineOptions } from "../engines/engine.ts";
import { pickEngine } from "../engines/pick.ts";
import { CliError } from "../errors.ts";
import { EXIT } from "../exit.ts";
import { stackOutputs, staleness } from "../results/outputs.ts";
import { requireStacks } from "../stacks/names.ts";

export const command = new Command("outputs")
  .argument("<stack>")
  .addOption(engineOption())
  .option("--json", "print everything as JSON")
  .action(run(outputs));

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
  const cells = found.load.map(({ cell, result }) => {
    const { ratePerS, failures, latencyMs } = result.overall;
    return `  ${cell}  ${result.status}, ${ratePerS.toFixed(1)} req/s, p50 ${latencyMs.p50 ?? "-"} ms, p95 ${latencyMs.p95 ?? "-"} ms, ${failures} failed`;
  });
  const endpoints = Object.entries(found.endpoints).map(([name, url]) => `  ${name}  ${url}`);
  context.stdout.write(
    [
      `${stack}  run ${found.runId} (${found.provenance})`,
      ...endpoints,
      ...cells,
      ...found.notes.map((note) => printable(`  ! ${note}`)),
      "`--json` shows everything",
      "",
    ].join("\n"),
  );
  return EXIT.ok;
}
