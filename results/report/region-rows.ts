/** Matrices of regions as rows of tables: the latency of each pair, what the distance adds to it, and its objectives. */
import { thresholdText } from "@stackmark/loadgen/schema";
import { NONE, number, quantity } from "../../base/format.ts";
import { PERCENTILES } from "../regions/matrix.ts";
import type { Bounded, RegionMatrix } from "../schema/region-matrix.ts";

export const LATENCY_HEADS = ["from", "to", "round trip", ...PERCENTILES, "failed"] as const;
export const DISTANCE_HEADS = ["from", "to", ...PERCENTILES, "round trips explain"] as const;
export const OBJECTIVE_HEADS = ["from", "to", "objective"] as const;

/** One row per pair, as `LATENCY_HEADS`. */
export const latencyRows = ({ pairs }: RegionMatrix): string[][] =>
  pairs.map(({ from, to, rttMs, failuresPct, ...latency }) => [
    ...[from, to, quantity(rttMs, "ms")],
    ...PERCENTILES.map((each) => boundedText(latency[each])),
    quantity(failuresPct, "%"),
  ]);

/** One row per pair of different regions, as `DISTANCE_HEADS`. */
export const distanceRows = ({ pairs }: RegionMatrix): string[][] =>
  pairs.flatMap(({ from, to, delta }) =>
    delta === null ? [] : [[from, to, ...PERCENTILES.map((each) => boundedText(delta[each])), explainedText(delta)]],
  );

/** One row per objective of a pair, as `OBJECTIVE_HEADS`. */
export const objectiveRows = ({ pairs }: RegionMatrix): string[][] =>
  pairs.flatMap(({ from, to, objectives }) => objectives.map((each) => [from, to, thresholdText(each)]));

/** `30.1 ms, 98 %`. */
function explainedText({ rttMs, explained }: NonNullable<RegionMatrix["pairs"][number]["delta"]>): string {
  if (rttMs === null) return NONE;
  const share = explained === null ? "" : `, ${Math.round(100 * explained)} %`;
  return `${quantity(rttMs, "ms")}${share}`;
}

/** `12.3 ms (12.1 to 12.6)`. */
function boundedText(value: Bounded | null): string {
  if (value === null) return NONE;
  return `${quantity(value.ms, "ms")} (${number(value.low)} to ${number(value.high)})`;
}

/** What to know of the intervals, and why pairs have no figures. */
export function matrixNotes({ isWithinRun, pairs }: RegionMatrix): string[] {
  const intervals = isWithinRun
    ? "95 % intervals; a pair was measured once, so they show how its requests vary, and not how runs do"
    : "95 % intervals over repeats";
  const missing = pairs.filter(({ evidence }) => evidence === 0).map(({ from, to }) => `${from} to ${to}`);
  if (missing.length === 0) return [intervals];
  const why = "without figures, because no cell is complete and steady (`stackmark results show RUN`)";
  return [intervals, `${why}: ${missing.join(", ")}`];
}
