import { Command } from "commander";
import { announcedProgram, isRunning } from "../../infra/load/stop.ts";
import { requestStop } from "../../infra/load/stop.ts";
import { run } from "../command-line.ts";
import type { Context } from "../context.ts";
import { EXIT } from "../exit.ts";
import { requireStacks } from "../stacks/names.ts";

export const command = new Command("stop").argument("<stack>").action(run(stop));

function stop(context: Context, stack: string): number {
  requireStacks(context.root, [stack]);
  const program = announcedProgram(stack);
  if (!program || !isRunning(program)) {
    context.stdout.write(`${stack}: nothing runs, so there is no load to stop\n`);
    return EXIT.ok;
  }
  requestStop(stack);
  context.stdout.write(`${stack}: the load is stopping; its results are kept\n`);
  return EXIT.ok;
}
