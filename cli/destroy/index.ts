import { printable } from "../../base/printable.ts";
import { endLeftovers } from "../../infra/hosts/local/end-daemon.ts";
import type { Context } from "../context.ts";
import { managedResources, type RunOptions, type StackEngine } from "../engines/engine.ts";
import { EXIT, type ExitCode } from "../exit.ts";
import { mayExist } from "./interrupted-creates.ts";
import { stillThere, takeInventory } from "./inventory.ts";
import { leftOverMachines } from "./left-over.ts";

/**
 * Deletes a stack and looks for what is left over: in its state, as processes, cgroups and folders of this machine, on
 * existing machines that could not be reached, and in clouds where a create was interrupted. Prints what it finds; "nothing left" is for the caller to say if it
 * shows the progress.
 */
export async function destroyAndCheck(
  context: Context,
  engine: StackEngine,
  stack: string,
  options: RunOptions,
): Promise<ExitCode[]> {
  const inventory = takeInventory(context.home, stack);
  const earlier = leftOverMachines(context.home, stack).length;
  const outcome = await engine.destroy(stack, options);
  // A node whose creation was interrupted is not in the state yet.
  await endLeftovers(stack);
  const left = [
    ...managedResources(await engine.resources(stack)),
    ...stillThere(inventory),
    ...leftOverMachines(context.home, stack).slice(earlier),
    ...mayExist(stack, await engine.interruptedCreates(stack), await engine.resources(stack)),
  ];
  if (left.length > 0)
    context.stderr.write(
      `${stack}: left over after destroy:\n${left.map((what) => `  ${printable(what)}\n`).join("")}`,
    );
  else if (options.progress === undefined) context.stdout.write(`${stack} destroyed: nothing left\n`);
  return [...(outcome.result === "failed" ? [EXIT.unexpected] : []), ...(left.length > 0 ? [EXIT.leftover] : [])];
}
