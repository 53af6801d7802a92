import { liveProgram, programRuns } from "../../infra/load/live.ts";
import { requestStop } from "../../infra/load/stop.ts";
import { requireStacks, type Context } from "../context.ts";
import { EXIT } from "../exit.ts";

export function stop(context: Context, stack: string): number {
  requireStacks(context.root, [stack]);
  const program = liveProgram(stack);
  if (!program || !programRuns(program)) {
    context.stdout.write(`${stack}: nothing runs, so there is no load to stop\n`);
    return EXIT.ok;
  }
  requestStop(stack);
  context.stdout.write(`${stack}: the load was asked to stop; what was measured is kept\n`);
  return EXIT.ok;
}
