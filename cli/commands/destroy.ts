import { endLeftovers } from "../../infra/hosts/local/leftovers.ts";
import { requireStacks, type Context } from "../context.ts";
import type { EngineOptions, StackEngine } from "../engines/engine.ts";
import { managed } from "../engines/state.ts";
import { pickEngine } from "../engines/pick.ts";
import { EXIT, foremost, type ExitCode } from "../exit.ts";
import { printable } from "../terminal.ts";
import { guard } from "../guard.ts";
import { stillThere, takeInventory } from "../inventory.ts";
import { leftOverMachines } from "../left-over.ts";

const aDay = 86_400_000;

export async function destroy(context: Context, stack: string, options: EngineOptions): Promise<number> {
  requireStacks(context.root, [stack]);
  const engine = await pickEngine(context, stack, options.engine);
  using ends = guard(context, aDay);
  const codes = await destroyAndCheck(context, engine, stack, ends.signal);
  const ended = ends.code();
  return foremost(ended === undefined ? codes : [...codes, ended]);
}

/**
 * Deletes a stack and looks for what is left: in its state, as processes, cgroups and folders of this machine, and on
 * machines of somebody else's that could not be reached.
 */
export async function destroyAndCheck(
  context: Context,
  engine: StackEngine,
  stack: string,
  signal: AbortSignal,
): Promise<ExitCode[]> {
  const inventory = takeInventory(context.home, stack);
  const earlier = leftOverMachines(context.home, stack).length;
  const outcome = await engine.destroy(stack, { signal });
  // A node whose making was cut off is in no state yet.
  await endLeftovers(stack);
  const left = [
    ...managed(await engine.resources(stack)),
    ...stillThere(inventory),
    ...leftOverMachines(context.home, stack).slice(earlier),
  ];
  if (left.length === 0) context.stdout.write(`${stack} destroyed: nothing left\n`);
  else
    context.stderr.write(
      `${stack}: left over after destroy:\n${left.map((what) => `  ${printable(what)}\n`).join("")}`,
    );
  return [...(outcome.result === "failed" ? [EXIT.unexpected] : []), ...(left.length > 0 ? [EXIT.leftover] : [])];
}
