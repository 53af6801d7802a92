import { printable } from "../../base/printable.ts";
import { endLeftovers } from "../../infra/hosts/local/end-daemon.ts";
import { costInAll } from "../budget/cost-text.ts";
import { askClouds } from "../clouds/ask.ts";
import { scopeOf } from "../clouds/scope.ts";
import type { Context } from "../context.ts";
import type { RunOptions, StackEngine } from "../engines/engine.ts";
import { EXIT, type ExitCode } from "../exit.ts";
import { planIfValid, remainsInCluster } from "../stacks/plans.ts";
import { leftInClouds, leftInState, proofOf, unproven } from "./clouds.ts";
import { heldOf, keepHeld } from "./held.ts";
import { mayExist } from "./interrupted-creates.ts";
import { stillThere, takeInventory } from "./inventory.ts";
import { leftOverMachines } from "./left-over.ts";
import { keptSwept } from "./swept.ts";

export interface Destroyed {
  codes: ExitCode[];
  /** `nothing left`, if that is proven; else what is known. */
  verdict: string;
  /** The verdict, and what the stack has cost if a cloud billed it. */
  summary: string;
}

/**
 * Deletes a stack and looks for what is left over: in its state, as processes, cgroups and folders of this machine, on
 * existing machines that could not be reached, and in clouds, which it asks before and after. Prints what it finds; the
 * verdict is for the caller to say if it shows the progress.
 */
export async function destroyAndCheck(
  context: Context,
  engine: StackEngine,
  stack: string,
  options: RunOptions,
): Promise<Destroyed> {
  const inventory = takeInventory(context.home, stack);
  const earlier = leftOverMachines(context.home, stack).length;
  const resources = await engine.resources(stack);
  const plan = await planIfValid(context, stack);
  const scope = scopeOf(stack, plan, resources);
  const held = heldOf(
    scope,
    await askClouds(context, scope),
    resources,
    new Date().toISOString(),
    keptSwept(context, stack),
  );
  await keepHeld(context, stack, held);
  const outcome = await engine.destroy(stack, options);
  // A node whose creation was interrupted is not in the state yet.
  await endLeftovers(stack);
  const remaining = await engine.resources(stack);
  const answers = await askClouds(context, scope);
  const cluster = await remainsInCluster(context, stack, { endsLoads: true });
  const left = [
    ...leftInState(remaining, answers),
    ...stillThere(inventory),
    ...leftOverMachines(context.home, stack).slice(earlier),
    ...mayExist(stack, await engine.interruptedCreates(stack), remaining),
    ...leftInClouds(answers),
    ...(cluster && "left" in cluster ? cluster.left : []),
  ];
  const asked = { clouds: answers, cluster, held };
  const verdict = left.length > 0 ? "something is left over" : proofOf(asked);
  if (left.length > 0) {
    const lines = [...left, ...unproven(asked)];
    context.stderr.write(
      `${stack}: left over after destroy:\n${lines.map((what) => `  ${printable(what)}\n`).join("")}`,
    );
  }
  const cost = plan ? costInAll(context, plan, resources, outcome.deletedMs) : "";
  const summary = cost === "" ? `destroyed: ${verdict}` : `destroyed: ${verdict}; ${cost}`;
  if (left.length === 0 && options.progress === undefined) context.stdout.write(`${stack} ${summary}\n`);
  const codes: ExitCode[] = [];
  if (left.length > 0) codes.push(EXIT.leftover);
  if (outcome.result === "failed") codes.push(EXIT.unexpected);
  return { codes, verdict, summary };
}
