/** Verdicts, round trips and infrastructure of a comparison as rows of text, for the terminal, Markdown and the page. */
import type {
  CellSummary,
  Comparison,
  LevelComparison,
  MetricChange,
  RateBound,
  RoundTripRow,
  Effect,
} from "../compare/types.ts";
import { cellLengthText } from "./derived-text.ts";
import { NONE, difference, number, quantity, ratio, ratios } from "../../base/format.ts";
import { notPlannedText } from "../schema/analysis-plan.ts";
import { range } from "./format.ts";

/** Share of the variance within cells from which longer cells help more than additional repeats. */
const LONGER_CELLS_HELP = 0.5;

export const VERDICT_HEADS = [
  "primary",
  "change",
  "interval",
  "margin",
  "p",
  "exact p",
  "minimum detectable",
  "repeats needed",
  "verdict",
];

/** One row per tested primary, with its verdict in the last cell; empty if no primary had enough repeats. */
export function verdictRows({ levels, verdicts }: Comparison): string[][] {
  return verdicts.primaries.flatMap(({ level, metric, verdict, p }) => {
    const change = levels
      .find((each) => each.level === level)
      ?.metrics.find((each: MetricChange) => each.metric === metric);
    if (!change?.spread || p === null) return [];
    const { spread } = change;
    return [
      [
        `${level} ${change.label}`,
        spread.scale === "points" ? difference(change.absolute, "%") : ratio(change.relative),
        `${range(change)} (${number(100 * spread.confidence)} %)`,
        `±${shown(spread, spread.margin)}`,
        pValue(p),
        pValue(spread.permutationP),
        `±${shown(spread, spread.leastDetectable)}`,
        needed(spread),
        verdict ?? NONE,
      ],
    ];
  });
}

/** Metrics that were not planned, required cell lengths, and bootstrap intervals of primaries with many cells. */
export function verdictLines({ a, b, levels, verdicts }: Comparison): string[] {
  const bootstraps = levels.flatMap(({ level, metrics }) =>
    metrics.flatMap(({ label, role, spread }) => {
      if (role !== "primary" || !spread?.bootstrap) return [];
      const { low, high } = spread.bootstrap;
      return [
        `${level} ${label}: a hierarchical bootstrap of cells and their blocks gives ${ratios(low, high).join(" to ")} (95 %)`,
      ];
    }),
  );
  const notPlanned = verdicts.notPlanned.map(notPlannedText);
  return [...bootstraps, ...notPlanned, ...levels.flatMap((level) => lengthLines(level, a.label, b.label))];
}

function lengthLines({ level, cellLength: { a, b, shareWithin } }: LevelComparison, ...labels: string[]): string[] {
  const sides = [a, b].flatMap((side, i) => (side ? [`${level}, ${labels[i]}: ${cellLengthText(side)}`] : []));
  if (shareWithin === null) return sides;
  const share = `${level}: ${number(100 * shareWithin)} % of the variance between repeats comes from within cells`;
  return [
    ...sides,
    `${share}: ${shareWithin > LONGER_CELLS_HELP ? "longer cells help" : "more repeats help, longer cells hardly do"}`,
  ];
}

function shown({ scale }: Effect, change: number | null): string {
  if (change === null) return NONE;
  return scale === "points" ? `${number(change)} points` : `${number(100 * change)} %`;
}

function needed(spread: Effect): string {
  if (!spread.repeatsNeeded) return NONE;
  const { change, repeats } = spread.repeatsNeeded;
  return `${repeats ?? "> 1000"} to find ±${shown(spread, change)}`;
}

/** Never rounds a small p to 0. */
function pValue(p: number | null): string {
  if (p === null) return NONE;
  return p < 0.0001 ? "< 0.0001" : number(p);
}

/** From a tenth more than was observed, links do not explain a change. */
const MOST_SHARE = 1.1;

export const ROUND_TRIP_HEADS = ["", "round trips", "links explain", "observed", "observed / explained"];

/** Endpoints for which links explain a change. */
export const explainedRows = ({ roundTrips, a, b }: LevelComparison): string[][] =>
  roundTrips
    .filter(({ explainedMs }) => explainedMs !== null && explainedMs !== 0)
    .map(({ endpoint, trips, explainedMs, observedMs, ratio }) => [
      [nameOf(endpoint), ...unfit([...a, ...b])].join(" "),
      `${count(trips.a)} → ${count(trips.b)}`,
      difference(explainedMs, "ms"),
      difference(observedMs, "ms"),
      count(ratio),
    ]);

/** Endpoints whose number of round trips is unknown, with the observed difference in round trips. */
export const unexplainedLines = ({ level, roundTrips, a, b }: LevelComparison): string[] =>
  roundTrips.flatMap(({ endpoint, observedMs, asTrips, reason }) =>
    asTrips && reason !== undefined
      ? [
          `${level} ${[nameOf(endpoint), ...unfit([...a, ...b])].join(" ")}: ${reason}; ${difference(observedMs, "ms")} equals ${number(asTrips.count)} round trips of ${quantity(asTrips.rttMs, "ms")}`,
        ]
      : [],
  );

/** Statuses of cells that are not evidence, as a mark. */
function unfit(cells: readonly CellSummary[]): string[] {
  const statuses = new Set(cells.flatMap(({ status }) => (status === "complete" ? [] : [status.toUpperCase()])));
  return statuses.size === 0 ? [] : [`(${[...statuses].join(", ")})`];
}

const nameOf = (endpoint: RoundTripRow["endpoint"]): string => (endpoint === "*" ? "all" : endpoint);
const count = (value: number | null): string => (value === null ? NONE : number(value));

/** How much of a level's added mean latency links explain, in one line; `undefined` if nothing is known, or links add nothing. */
export function explainedLine({ roundTrips }: LevelComparison): string | undefined {
  const all = roundTrips.find(({ endpoint }) => endpoint === "*");
  if (!all || all.observedMs === null) return undefined;
  const { trips, explainedMs, observedMs, asTrips } = all;
  const observed = difference(observedMs, "ms");
  if (asTrips) return `${observed} equals ${number(asTrips.count)} round trips of ${quantity(asTrips.rttMs, "ms")}`;
  if (explainedMs === null || explainedMs === 0) return undefined;
  const of = `${count(trips.a)} → ${count(trips.b)} round trips/request`;
  const explained = difference(explainedMs, "ms");
  const share = explainedMs / observedMs;
  if (!(share > 0 && share <= MOST_SHARE)) return `${of} would account for ${explained}; it changed by ${observed}`;
  return `${of} explain ${difference(explainedMs, "count")} of ${observed} (${number(Math.round(100 * share))} %)`;
}

const BOUNDS: Record<RateBound, string> = {
  schedule: "the schedule of arrivals decides it",
  "think times": "think times bound it",
  unknown: "it is not known whether the load bounds it",
};

/** Why changes of the rate have no verdict, one line for each reason; none if the rate is a primary: the headline says it then. */
export function rateLines({ levels, verdicts }: Comparison): string[] {
  if (verdicts.primaries.some(({ metric }) => metric === "rate")) return [];
  const hasChanged = ({ metrics }: LevelComparison) =>
    metrics.some(({ metric, absolute }) => metric === "rate" && absolute !== null && absolute !== 0);
  const bounds = new Set(levels.filter(hasChanged).flatMap(({ rateBound }) => rateBound ?? []));
  return [...bounds].map((bound) => `rate: no verdict, because ${BOUNDS[bound]}`);
}

/** Which parts of the infrastructure differ, in one line; `undefined` if none do, or a side did not record its own. */
export function differencesLine(comparison: Comparison): string | undefined {
  const { a, b, infrastructure } = comparison;
  if (a.topologyDigest === null || b.topologyDigest === null || infrastructure.length === 0) return undefined;
  const sections = Map.groupBy(infrastructure, ({ section }) => section);
  return `the stacks differ in ${[...sections].map(([section, { length }]) => `${section} (${length})`).join(", ")}`;
}

export interface InfrastructureRow {
  section: string;
  items: string[];
  /** Description on each side. */
  sides: [string, string];
}

export function infrastructureRows({ infrastructure }: Comparison): InfrastructureRow[] {
  const equalChanges = Map.groupBy(infrastructure, ({ section, a, b }) => JSON.stringify([section, a, b]));
  return [...equalChanges.values()].map((of) => {
    const { section, a, b } = of[0]!;
    return { section, items: of.map(({ item }) => item), sides: [a ?? NONE, b ?? NONE] };
  });
}
