/** What links explain of a level's changes, as rows of text and lines, for the terminal and the page. */
import type { LevelComparison, RoundTripRow } from "../compare/types.ts";
import { NONE, difference, number, quantity } from "./format.ts";

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
          `${level} ${nameOf(endpoint)}: ${reason}; ${difference(observedMs, "ms")} are as long as ${number(asTrips.count)} round trips of ${quantity(asTrips.rttMs, "ms")}`,
        ]
      : [],
  );

const nameOf = (endpoint: RoundTripRow["endpoint"]): string => (endpoint === "*" ? "all" : endpoint);
const count = (value: number | null): string => (value === null ? NONE : number(value));
