/** Levels that one side measured without evidence, and what is wrong with it. */
import { saturationOf } from "./cause.ts";
import { GUARD } from "./guard.ts";
import type { NotCounted } from "./headline-types.ts";
import type { Comparison, LevelComparison } from "./types.ts";

export function notCounted({ levels, a, b }: Pick<Comparison, "levels" | "a" | "b">): NotCounted[] {
  return levels.flatMap((level) =>
    (["a", "b"] as const).flatMap((side) => {
      const cells = level[side];
      const [first] = cells;
      if (!first || first.status === "complete" || cells.some(({ status }) => status === "complete")) return [];
      const label = side === "a" ? a.label : b.label;
      const fault = faultOf(level, side);
      const cpuPct = fault === null || fault === "generator" ? saturationOf(level, side) : null;
      return [{ level: level.level, label, status: first.status, cpuPct, fault }];
    }),
  );
}

function faultOf(level: LevelComparison, side: "a" | "b"): NotCounted["fault"] {
  const [first, ...others] = new Set(level[side].map(({ fault }) => fault));
  if (first !== undefined && first !== null && others.length === 0) return first;
  const failures = level.metrics.find(({ metric }) => metric === GUARD)?.[side].value;
  return failures === 100 ? "no success" : null;
}
