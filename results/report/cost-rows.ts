/** Costs of stacks as rows and lines of text, for the terminal, Markdown and the page. */
import type { Comparison } from "../compare/types.ts";
import { STALE_DAYS, type Cost, type StackCost, type Sum } from "../cost.ts";
import { NONE, number, ratio } from "../../base/format.ts";

export interface Side {
  label: string;
  cost: Cost;
}

export const costSides = ({ a, b, costs }: Comparison): Side[] => [
  { label: a.label, cost: costs.a },
  { label: b.label, cost: costs.b },
];

/** A sum with unpriced items is a lower bound, shown with `≥`. */
export function dollars(sum: Sum | null): string {
  if (sum === null) return NONE;
  const text = `$${number(sum.usd).replace(/(\.\d\d\d*?)0+$/, "$1")}`;
  if (sum.unknown.length === 0) return text;
  return sum.usd === 0 ? "unknown" : `≥ ${text}`;
}

/** The ratio of two sums; a lower bound has none. */
function change(sums: readonly (Sum | null)[]): string {
  const [a, b] = sums;
  if (!a || !b || a.unknown.length + b.unknown.length > 0 || a.usd === 0) return NONE;
  return ratio(b.usd / a.usd - 1);
}

/** Costs per hour of two sides, in one line; `undefined` if neither has prices. */
export function costLine(comparison: Comparison): string | undefined {
  const sums = costSides(comparison).map(({ cost }) => ("hour" in cost ? cost.hour : null));
  if (sums.every((sum) => sum === null)) return undefined;
  const factor = change(sums);
  return `costs per hour ${sums.map(dollars).join(" → ")}${factor === NONE ? "" : ` (${factor})`}, estimated at list prices`;
}

type Row = { name: string; of: (cost: StackCost) => Sum | null };

const AFTER_EXPIRY: Row = {
  name: "per hour after VMs have shut down automatically",
  of: ({ afterExpiry }) => afterExpiry,
};

/** Rows per hour, for the run, and per 1000 good requests at each level with their parts; empty if no side has prices. */
export function costRows(sides: readonly Side[]): string[][] {
  if (!sides.some(({ cost }) => "hour" in cost)) return [];
  const levels = new Set(sides.flatMap(({ cost }) => ("hour" in cost ? cost.levels.map(({ level }) => level) : [])));
  const rows: Row[] = [
    { name: "per hour, with or without load", of: ({ hour }) => hour },
    ...(sides.some(({ cost }) => "hour" in cost && cost.afterExpiry !== null) ? [AFTER_EXPIRY] : []),
    { name: "the run, from the first request to the last", of: ({ run }) => run?.sum ?? null },
    ...[...levels].flatMap(levelRows),
  ];
  return rows.map(({ name, of }) => {
    const sums = sides.map(({ cost }) => ("hour" in cost ? of(cost) : null));
    return [name, ...sums.map(dollars), ...(sides.length === 2 ? [change(sums)] : [])];
  });
}

function levelRows(level: string): Row[] {
  const of = (part: "all" | "machines" | "betweenNodes" | "toUsers") => (cost: StackCost) =>
    cost.levels.find((each) => each.level === level)?.[part] ?? null;
  return [
    { name: `${level}: per 1000 good requests`, of: of("all") },
    { name: `${level}: of which machines`, of: of("machines") },
    { name: `${level}: of which traffic between nodes`, of: of("betweenNodes") },
    { name: `${level}: of which responses to users`, of: of("toUsers") },
  ];
}

/** Sides without costs, unpriced items, and the source and age of the prices. */
export function costLines(sides: readonly Side[]): string[] {
  const priced = sides.flatMap(({ label, cost }) => ("hour" in cost ? [{ label, cost }] : []));
  const reasons = Map.groupBy(
    sides.flatMap(({ label, cost }) => ("reason" in cost ? [{ label, reason: cost.reason }] : [])),
    ({ reason }) => reason,
  );
  const without = [...reasons].map(
    ([reason, of]) => `no costs for ${of.map(({ label }) => label).join(", ")}: ${reason}`,
  );
  if (priced.length === 0) return without;
  const unknown = priced.flatMap(({ label, cost }) => {
    const parts = [cost.hour, cost.run?.sum, ...cost.levels.map(({ all }) => all)];
    const named = [...new Set(parts.flatMap((sum) => sum?.unknown ?? []))];
    return named.length > 0 ? [`${label}: unpriced items: ${named.join("; ")}`] : [];
  });
  return [...without, ...unknown, basis(priced.map(({ cost }) => cost))];
}

function basis(costs: readonly StackCost[]): string {
  const days = [...new Set(costs.flatMap(({ asOf }) => asOf))].sort();
  const when = days.length === 0 ? "" : ` of ${days.length === 1 ? days[0] : `${days[0]} to ${days.at(-1)}`}`;
  const from = [...new Set(costs.flatMap(({ sources }) => sources))].join(", ");
  const doubt = costs.some(({ isDoubtful }) => isDoubtful)
    ? "; some prices are doubtful: copies disagree, or none is of their region"
    : "";
  const age = costs.some(({ isStale }) => isStale) ? `; some are more than ${STALE_DAYS} days older than the run` : "";
  return `estimates in US dollars before tax, at list prices${when} (${from}${doubt}${age}), traffic at the first paid tier`;
}
