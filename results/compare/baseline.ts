/** What a run must be to be compared with for ever after. */
import type { StackOutputs } from "../schema/outputs.ts";
import { evidenceOf, isEvidence } from "./evidence.ts";

/** Why it cannot be a baseline, a line each; empty where it can. */
export function whyNoBaseline({ load }: StackOutputs): string[] {
  if (load.length === 0) return ["it holds no measured cell"];
  const cells = load.map((cell) => evidenceOf(cell, cell.cell));
  return cells.flatMap((cell) => (isEvidence(cell) ? [] : [`${cell.source} is ${cell.status}, which is no evidence`]));
}
