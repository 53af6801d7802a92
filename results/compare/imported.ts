/** What a comparison with other tools' files could not look at. */
import type { CellOutput, StackOutputs } from "../schema/outputs.ts";

/** Which tool measured a cell. */
export const toolOf = ({ imported }: CellOutput): string => imported?.tool ?? "stackmark";

/** A line for each part that a side's files don't hold, with both sides in one where they lack the same. */
export function importNotes(a: StackOutputs, b: StackOutputs): string[] {
  const sides = [a, b].map(({ stack, load }) => ({
    stack,
    absent: new Map(load.flatMap(({ imported }) => imported?.absent ?? []).map(({ what, reason }) => [what, reason])),
  }));
  const parts = new Map(sides.flatMap(({ absent }) => [...absent]));
  return [...parts].map(([what, reason]) => {
    const of = sides.filter(({ absent }) => absent.has(what)).map(({ stack }) => stack);
    return `not compared, ${what}: ${reason} (${[...new Set(of)].join(", ")})`;
  });
}
