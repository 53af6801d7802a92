/** What differs between two deployments, as rows of text: what changed in the same way is one row. */
import type { Comparison } from "../compare/types.ts";
import { NONE } from "./format.ts";

/** Section, items, and what they are on each side. */
export function infrastructureRows({ infrastructure }: Comparison): [string, string, string, string][] {
  const alike = Map.groupBy(infrastructure, ({ section, a, b }) => JSON.stringify([section, a, b]));
  return [...alike.values()].map((of) => {
    const { section, a, b } = of[0]!;
    return [section, of.map(({ item }) => item).join(", "), a ?? NONE, b ?? NONE];
  });
}
