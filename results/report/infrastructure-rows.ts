/** What differs between two deployments, as rows of text: what changed in the same way is one row. */
import type { Comparison } from "../compare/types.ts";
import { NONE } from "./format.ts";

export interface InfrastructureRow {
  section: string;
  items: string[];
  /** What they are on each side. */
  sides: [string, string];
}

export function infrastructureRows({ infrastructure }: Comparison): InfrastructureRow[] {
  const alike = Map.groupBy(infrastructure, ({ section, a, b }) => JSON.stringify([section, a, b]));
  return [...alike.values()].map((of) => {
    const { section, a, b } = of[0]!;
    return { section, items: of.map(({ item }) => item), sides: [a ?? NONE, b ?? NONE] };
  });
}
