import { runsDir } from "../../infra/home.ts";
import { importRun } from "../../results/import/index.ts";
import { requireHome, type Context } from "../context.ts";
import { EXIT } from "../exit.ts";
import { printable } from "../terminal.ts";

/** `stackmark results import`: other tools' files as one run, each file a repeat. */
export async function importFiles(
  context: Context,
  files: string[],
  { stack, level, runId }: { stack: string; level: string; runId?: string },
): Promise<number> {
  requireHome(context);
  const time = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, "");
  const { outputs, dir } = await importRun(runsDir(context.home), files, {
    stack,
    level,
    runId: runId ?? `${stack}-${time}`,
  });
  const { imported } = outputs.load[0]!;
  context.stdout.write(
    printable(`run ${outputs.runId}: ${outputs.load.length} cells from ${imported!.format}, in ${dir}\n`),
  );
  for (const { cell, result } of outputs.load)
    if (result.status !== "complete")
      context.stdout.write(
        printable(`  ${cell} is ${result.status}: ${result.reasons.map(({ message }) => message).join("; ")}\n`),
      );
  for (const { what, reason } of imported!.absent) context.stdout.write(printable(`  no ${what}: ${reason}\n`));
  return EXIT.ok;
}
