/** Checks stack files before anything starts: every problem of every stack at once. */
import { readFile } from "node:fs/promises";
import { planStackFile } from "../infra/config/index.ts";
import type { Plan } from "../infra/topology/plan.ts";
import { requireStacks, stackFile, type Context } from "./context.ts";
import { CliError } from "./errors.ts";

/** @throws {CliError} STACK_UNKNOWN or CONFIG_INVALID */
export async function plansOf(context: Pick<Context, "root">, stacks: string[]): Promise<Plan[]> {
  requireStacks(context.root, stacks);
  const read = async (stack: string) => planStackFile(stack, await readFile(stackFile(context.root, stack), "utf8"));
  const results = await Promise.all(stacks.map(read));
  const broken = results.flatMap((result) => (result.plan ? [] : [result.message]));
  if (broken.length > 0) throw new CliError("CONFIG_INVALID", broken.join("\n\n"));
  return results.flatMap((result) => (result.plan ? [result.plan] : []));
}
