import type { ClusterReport } from "../../results/schema/outputs.ts";

type Move = NonNullable<ClusterReport["moved"]>;

/** Pure. @returns how many replicas are on another node than before; null: an interrupted update had moved them already */
export function movedReplicas({ before, after }: Pick<Move, "before" | "after">): number | null {
  if (before === null) return null;
  const left = before.map(({ node }) => node);
  return after.filter(({ node }) => {
    const index = left.indexOf(node);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  }).length;
}
