/** Plans of stack files. Reports all problems of all stacks at once, before anything starts. */
import { readFile } from "node:fs/promises";
import { checkStackFile, planStackFile, type Problem } from "../../infra/stack-file.ts";
import type { Plan } from "../../infra/topology/plan.ts";
import { requireStacks, stackFile } from "./names.ts";
import { type Context } from "../context.ts";
import { CliError } from "../errors.ts";

export interface PlannedStack {
  plan: Plan;
  /** Required settings that are missing. Always empty before `up`, which rejects stack files that lack one. */
  unset: Problem[];
}

/**
 * The plans that stack files describe.
 * @param before `up`: also checks that all required settings are set, and that this machine has what the stacks require,
 *   such as a free port
 * @throws {CliError} STACK_UNKNOWN or CONFIG_INVALID
 */
export async function plannedStacks(
  context: Pick<Context, "root">,
  stacks: string[],
  before: "reading" | "up" = "reading",
): Promise<PlannedStack[]> {
  requireStacks(context.root, stacks);
  const read = async (stack: string) => {
    const text = await readFile(stackFile(context.root, stack), "utf8");
    return before === "up" ? checkStackFile(stack, text) : planStackFile(stack, text);
  };
  const results = await Promise.all(stacks.map(read));
  const broken = results.flatMap((result) => (result.plan ? [] : [result.message]));
  if (broken.length > 0) throw new CliError("CONFIG_INVALID", broken.join("\n\n"));
  return results.flatMap(({ plan, unset }) => (plan ? [{ plan, unset }] : []));
}

/** The plans alone of {@link plannedStacks}. */
export async function plansOf(...args: Parameters<typeof plannedStacks>): Promise<Plan[]> {
  return (await plannedStacks(...args)).map(({ plan }) => plan);
}
