/** Whether the same load was sent to both sides, level by level. */
import type { CellOutput, StackOutputs } from "../schema/outputs.ts";

/** Where the load went and from where are the stack's, and every repeat draws anew; all else should be the same. */
const NOT_THE_LOAD = new Set(["target", "vantage", "seed"]);

/** How far apart the offered rates of open loads may be, as a fraction; what rounding adds is no difference. */
const RATES_EQUAL = 0.005 + 1e-9;

type Spec = CellOutput["result"]["spec"];

/** The cells of each level that both sides have. */
function levelsOf(a: StackOutputs, b: StackOutputs): { level: string; a: CellOutput[]; b: CellOutput[] }[] {
  const [own, other] = [a, b].map(({ load }) => Map.groupBy(load, ({ level }) => level));
  return [...own!].flatMap(([level, cells]) => (other!.has(level) ? [{ level, a: cells, b: other!.get(level)! }] : []));
}

export function differentLoads(a: StackOutputs, b: StackOutputs): string[] {
  return levelsOf(a, b).flatMap(({ level, a: [own], b: [other] }) => {
    const [spec, against] = [own!.result.spec, other!.result.spec];
    // Another tool's file says nothing of its load, which is said apart.
    if (Object.keys(spec).length === 0 || Object.keys(against).length === 0) return [];
    const changed = changedKeys(spec, against);
    if (changed.length === 0) return [];
    const list = changed.map((key) => `${key} ${text(spec[key])} against ${text(against[key])}`);
    return [`level ${level} is not the same load: ${list.join(", ")}`];
  });
}

function changedKeys(spec: Spec, other: Spec): string[] {
  const keys = new Set([...Object.keys(spec), ...Object.keys(other)]);
  return [...keys].filter((key) => !NOT_THE_LOAD.has(key) && text(spec[key]) !== text(other[key]));
}

const text = (value: unknown): string => JSON.stringify(value) ?? "not set";

/** Latencies of open loads are those of their rate: two rates are two questions. */
export function offeredRates(a: StackOutputs, b: StackOutputs): string[] {
  return levelsOf(a, b).flatMap(({ level, a: own, b: other }) => {
    const rates = [...own, ...other].flatMap(({ result: { spec } }) =>
      spec["model"] === "open" && typeof spec["ratePerS"] === "number" ? [spec["ratePerS"]] : [],
    );
    const [least, most] = [Math.min(...rates), Math.max(...rates)];
    if (rates.length === 0 || most <= least * (1 + RATES_EQUAL)) return [];
    return [
      `level ${level} offers between ${least} and ${most} arrivals per second: open loads compare only at equal rates`,
    ];
  });
}
