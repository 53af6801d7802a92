/** A stack file with what only this machine can say of it: for whoever is about to bring the stack up. */
import { portProblems } from "../hosts/local/ports.ts";
import { planStackFile, type StackFilePlan } from "./index.ts";
import { invalidText } from "./parse.ts";

/** As `planStackFile`, and nothing is unset, and the ports that it asks for are free. Starts nothing. */
export async function checkStackFile(stack: string, text: string): Promise<StackFilePlan> {
  const planned = planStackFile(stack, text);
  const ports = planned.plan ? await portProblems(planned.plan) : [];
  const problems = [...planned.problems, ...planned.unset, ...ports];
  if (problems.length === 0) return planned;
  return { plan: null, problems, unset: planned.unset, message: invalidText(stack, problems) };
}
