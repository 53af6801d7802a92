/** Configuration for callers outside the Pulumi program: a stack file in, a plan or every problem out. */
import { planOf, type Plan } from "../topology/plan.ts";
import { invalidText, parse } from "./parse.ts";
import type { Problem } from "./problems.ts";
import { readStackFile } from "./stack-file.ts";

export { invalidText } from "./parse.ts";
export { problemText, type Problem } from "./problems.ts";

/** `unset`: what only the user knows and has not said; the plan has null there. */
export type StackFilePlan = ({ plan: Plan; problems: [] } | { plan: null; problems: Problem[]; message: string }) & {
  unset: Problem[];
};

/** @param text the content of `Pulumi.<stack>.yaml` */
export function planStackFile(stack: string, text: string): StackFilePlan {
  const file = readStackFile(text);
  const parsed = file.problems.length > 0 ? null : parse(file.raw, file.secretKeys);
  const unset = parsed?.unset ?? [];
  if (parsed?.config) return { plan: planOf(stack, parsed.config), problems: [], unset };
  const problems = parsed?.problems ?? file.problems;
  return { plan: null, problems, unset, message: invalidText(stack, problems) };
}
