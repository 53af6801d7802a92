/** What all cells of a side have in common, against the other's. */
import type { CellOutput, StackOutputs } from "../schema/outputs.ts";

/** One line where the sides' cells differ; a value that is `null` is unknown, and differs from nothing. */
export function differs(
  what: string,
  a: StackOutputs,
  b: StackOutputs,
  of: (cell: CellOutput) => string | null,
): string[] {
  const values = ({ load }: StackOutputs) => [...new Set(load.flatMap((cell) => of(cell) ?? []))].sort().join(" and ");
  const [left, right] = [values(a), values(b)];
  if (left === right || left === "" || right === "") return [];
  return [`different ${what}: ${left} (${a.stack}) against ${right} (${b.stack})`];
}
