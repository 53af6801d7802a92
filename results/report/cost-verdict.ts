/** What a good request costs on the other side, and what that buys. */
import { difference, NONE, number } from "../../base/format.ts";
import type { Comparison, LevelComparison } from "../compare/types.ts";
import type { Cost, Sum } from "../cost.ts";

/** Prices of a stack do not vary, but rates do: a smaller difference is none. A fraction. */
const MARGIN = 0.05;

export interface CostVerdict {
  level: string;
  /** Cost of a good request of the other side, as a multiple of the baseline's; `null` if it is unknown. */
  factor: number | null;
  verdict: "cheaper" | "dearer" | "no difference" | "unknown";
  text: string;
}

/** For each level that both sides measured at known machines; empty if a side has no prices. */
export function costVerdicts({ a, b, costs, levels }: Comparison): CostVerdict[] {
  return levels.flatMap((level): CostVerdict[] => {
    const [base, other] = [allOf(costs.a, level), allOf(costs.b, level)];
    if (!base || !other) return [];
    const what = `per 1000 good requests at ${level.level}`;
    const gains = gainText(level);
    const unknown = [...new Set([...base.unknown, ...other.unknown])];
    if (unknown.length > 0 || base.usd === 0) {
      const why = unknown.length > 0 ? `unpriced: ${unknown.join("; ")}` : `${a.label} costs nothing`;
      return [{ level: level.level, factor: null, verdict: "unknown", text: `cost ${what}: unknown (${why})` }];
    }
    const factor = other.usd / base.usd;
    const verdict = Math.abs(factor - 1) <= MARGIN ? "no difference" : factor < 1 ? "cheaper" : "dearer";
    const price =
      verdict === "no difference" ? `costs as much as ${a.label}` : `costs ${number(factor, 2)}x what ${a.label} does`;
    return [{ level: level.level, factor, verdict, text: `${b.label} ${price} ${what}${gains} (${verdict})` }];
  });
}

/** The verdict at the last level, which is the highest one; `undefined` without any. */
export const costVerdictLine = (comparison: Comparison): string | undefined => costVerdicts(comparison).at(-1)?.text;

const allOf = (cost: Cost, { level }: LevelComparison): Sum | null =>
  "levels" in cost ? (cost.levels.find((each) => each.level === level)?.all ?? null) : null;

function gainText({ metrics }: LevelComparison): string {
  const p95 = metrics.find(({ metric }) => metric === "p95");
  const change = difference(p95?.absolute ?? null, "ms");
  return change === NONE ? "" : ` for ${change} p95`;
}
