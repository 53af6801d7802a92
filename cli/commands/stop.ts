import { Command } from "commander";
import { runsDir } from "../../infra/home.ts";
import { announcedProgram, isRunning, requestStop } from "../../infra/load/stop.ts";
import { listRuns } from "../../results/archive/index.ts";
import { run } from "../command-line.ts";
import type { Context } from "../context.ts";
import { EXIT } from "../exit.ts";
import { requireStacks } from "../stacks/names.ts";

export const command = new Command("stop").argument("<stack>").action(run(stop));

async function stop(context: Context, stack: string): Promise<number> {
  requireStacks(context.root, [stack]);
  const program = announcedProgram(stack);
  if (!program || !isRunning(program)) {
    context.stdout.write(`${stack}: nothing runs, so there is no load to stop\n`);
    return EXIT.ok;
  }
  requestStop(stack);
  const runs = await listRuns(runsDir(context.home));
  const isMeasured = runs.some((run) => run.stack === stack && run.status === "running");
  context.stdout.write(
    isMeasured
      ? `${stack}: the load is stopping; its results are kept\n`
      : `${stack}: no load is running now; the update goes on without measuring\n`,
  );
  return EXIT.ok;
}
