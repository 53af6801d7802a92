/** Variants of a stack: its stack file with other values, and the plan of that. */
import { isCollection, parseDocument } from "yaml";
import { writeAtomic } from "../../base/atomic-file.ts";
import { CONFIG_NAMESPACE } from "../../infra/config/parse.ts";
import { variantFile } from "../../infra/home.ts";
import { checkStackFile } from "../../infra/stack-file.ts";
import type { Plan } from "../../infra/topology/plan.ts";
import { versionedPlan } from "../../infra/workloads/local/program-files.ts";
import type { Context } from "../context.ts";
import { CliError } from "../errors.ts";

/** A stack file in place of the stack's own, and its plan. */
export interface Variant {
  plan: Plan;
  text: string;
}

/** New values of a stack file by their place below `stackmark:`, such as `["load", "levels"]`; `undefined` removes one. */
export type Changes = readonly (readonly [path: readonly [string, ...(string | number)[]], value: unknown])[];

/** @param text of a stack file that was checked */
export function variantText(text: string, changes: Changes): string {
  const document = parseDocument(text);
  for (const [[section, ...rest], value] of changes) {
    const own = ["config", `${CONFIG_NAMESPACE}:${section}`];
    const path = [...own, ...rest];
    const given = document.getIn(own);
    // A section may be JSON in a text, or empty.
    if (typeof given === "string") document.setIn(own, document.createNode(JSON.parse(given)));
    else if (value !== undefined && !isCollection(given)) document.setIn(own, document.createNode({}));
    if (value !== undefined) document.setIn(path, document.createNode(value));
    else if (document.hasIn(path)) document.deleteIn(path);
  }
  return document.toString();
}

/** Writes a variant where an engine takes it in place of the stack file. @returns its path */
export async function writeVariant({ home }: Pick<Context, "home">, stack: string, text: string): Promise<string> {
  const file = variantFile(home, stack);
  await writeAtomic(file, text);
  return file;
}

/** @throws {CliError} CONFIG_INVALID with what is wrong with the variant */
export async function variantOf(
  context: Pick<Context, "root">,
  stack: string,
  name: string,
  text: string,
): Promise<Variant> {
  const checked = await checkStackFile(stack, text, context.root);
  if (checked.plan) return { plan: versionedPlan(checked.plan, () => context.root), text };
  throw new CliError("CONFIG_INVALID", `The variant ${name} of ${stack} cannot be measured.\n${checked.message}`);
}
