/** The primaries of a comparison as rows of text, for the terminal and for Markdown. */
import type { Comparison, LevelComparison, MetricChange, RoundTripRow, Effect } from "../compare/types.ts";
import { cellLengthText } from "./derived-text.ts";
import { NONE, difference, number, quantity, range, ratio } from "./format.ts";

/** From here on, cells twice as long are worth more than a few more repeats. */
const MOSTLY = 0.5;

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

/** One row a primary that was asked, with its verdict last; none where repeats were too few for any. */
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
        chance(p),
        chance(spread.permutationP),
        `±${shown(spread, spread.leastDetectable)}`,
        needed(spread),
        verdict ?? NONE,
      ],
    ];
  });
}

/** What was not asked, how long cells must be, and of each primary with many cells the bootstrap's interval. */
export function verdictLines({ a, b, levels, verdicts }: Comparison): string[] {
  const bootstraps = levels.flatMap(({ level, metrics }) =>
    metrics.flatMap(({ label, role, spread }) => {
      if (role !== "primary" || !spread?.bootstrap) return [];
      const { low, high } = spread.bootstrap;
      return [
        `${level} ${label}: a hierarchical bootstrap of cells and their blocks gives ${ratio(low)} to ${ratio(high)} (95 %)`,
      ];
    }),
  );
  const notPlanned = verdicts.notPlanned.map(
    ({ level, metric, reason, samples, needed: need }) =>
      `not planned: ${level} ${metric}, ${reason} (${number(samples)} samples, ${number(need)} needed)`,
  );
  return [...bootstraps, ...notPlanned, ...levels.flatMap((level) => lengthLines(level, a.label, b.label))];
}

function lengthLines({ level, cellLength: { a, b, shareWithin } }: LevelComparison, ...labels: string[]): string[] {
  const sides = [a, b].flatMap((side, i) => (side ? [`${level}, ${labels[i]}: ${cellLengthText(side)}`] : []));
  if (shareWithin === null) return sides;
  const share = `${level}: ${number(100 * shareWithin)} % of the variance between repeats comes from within cells`;
  return [
    ...sides,
    `${share}: ${shareWithin > MOSTLY ? "longer cells help" : "more repeats help, longer cells hardly do"}`,
  ];
}

function shown({ scale }: Effect, change: number | null): string {
  if (change === null) return NONE;
  return scale === "points" ? `${number(change)} points` : `${number(100 * change)} %`;
}

function needed(spread: Effect): string {
  if (!spread.repeatsNeeded) return NONE;
  const { change, repeats } = spread.repeatsNeeded;
  return `${repeats ?? "> 1000"} for ±${shown(spread, change)}`;
}

/** Small ones are small, not 0. */
function chance(p: number | null): string {
  if (p === null) return NONE;
  return p < 0.0001 ? "< 0.0001" : number(p);
}

export const ROUND_TRIP_HEADS = ["", "round trips", "links explain", "observed", "observed / explained"];

/** Where links add something, for all that is known. */
export const explainedRows = ({ roundTrips }: LevelComparison): string[][] =>
  roundTrips
    .filter(({ explainedMs }) => explainedMs !== null && explainedMs !== 0)
    .map(({ endpoint, trips, explainedMs, observedMs, ratio }) => [
      nameOf(endpoint),
      `${count(trips.a)} → ${count(trips.b)}`,
      difference(explainedMs, "ms"),
      difference(observedMs, "ms"),
      count(ratio),
    ]);

/** Where trips are not known, but what one lasts is. */
export const unexplainedLines = ({ level, roundTrips }: LevelComparison): string[] =>
  roundTrips.flatMap(({ endpoint, observedMs, asTrips, reason }) =>
    asTrips && reason !== undefined
      ? [
          `${level} ${nameOf(endpoint)}: ${reason}; ${difference(observedMs, "ms")} equals ${number(asTrips.count)} round trips of ${quantity(asTrips.rttMs, "ms")}`,
        ]
      : [],
  );

const nameOf = (endpoint: RoundTripRow["endpoint"]): string => (endpoint === "*" ? "all" : endpoint);
const count = (value: number | null): string => (value === null ? NONE : number(value));

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
