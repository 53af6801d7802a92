/** A stack file with what only this machine can say of it: for whoever is about to bring the stack up. */
import { portProblems } from "../hosts/local/ports.ts";
import { planStackFile, type StackFilePlan } from "./index.ts";
import { invalidText } from "./parse.ts";

/** As `planStackFile`, and the ports that it asks for are free. Starts nothing. */
export async function checkStackFile(stack: string, text: string): Promise<StackFilePlan> {
  const planned = planStackFile(stack, text);
  if (!planned.plan) return planned;
  const problems = await portProblems(planned.plan);
  return problems.length === 0 ? planned : { plan: null, problems, message: invalidText(stack, problems) };
}
