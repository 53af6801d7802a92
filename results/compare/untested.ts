/** Why a metric gets no verdict, whatever its values are. */
import type { CellOutput } from "../schema/outputs.ts";
import { thinkTimeKind } from "./load-text.ts";
import { RESOURCE_METRICS } from "./metrics.ts";
import type { LevelComparison, MetricChange, PrimaryVerdict, RateBound, Untested } from "./types.ts";

const MIN_SCRAPES = 4;
const SCRAPED = new Set(RESOURCE_METRICS.map(({ id }) => id));

export type Untestable = ReadonlyMap<string, Untested>;

/** Metrics of a level that cannot be tested: rates that the load itself bounds, and resources with too few scrapes. */
export function untestableMetrics(cells: readonly CellOutput[]): Untestable {
  const untestable = new Map<string, Untested>();
  const bound = rateBoundOf(cells);
  if (bound) untestable.set("rate", { because: "the load bounds it", reason: BOUND_REASONS[bound] });
  const areFew = ({ metrics }: CellOutput) => !metrics || metrics.scrapes - metrics.failedScrapes < MIN_SCRAPES;
  if (cells.some(areFew)) {
    const reason = `a cell has fewer than ${MIN_SCRAPES} successful scrapes`;
    for (const id of SCRAPED) untestable.set(id, { because: "too few scrapes", reason });
  }
  return untestable;
}

const BOUND_REASONS: Record<RateBound, string> = {
  schedule: "the schedule of arrivals decides the rate of an open load, so it says little about the target",
  "think times":
    "users think between requests, so their number and think time bound the rate; a load without think time can decide it",
  unknown: "its file does not say whether the load bounds the rate",
};

/** Of any of the cells; `null` if only the target bounds their rates. */
export const rateBoundOf = (cells: readonly CellOutput[]): RateBound | null =>
  cells.map(({ result }) => rateBound(result.spec)).find((bound) => bound !== null) ?? null;

/** Why the rate of such a load gets no verdict; `null` if it gets one. */
export function whatBoundsRate(spec: CellOutput["result"]["spec"]): string | null {
  const bound = rateBound(spec);
  return bound && BOUND_REASONS[bound];
}

function rateBound(spec: CellOutput["result"]["spec"]): RateBound | null {
  if (spec["model"] === "open") return "schedule";
  if (spec["model"] !== "closed") return "unknown";
  return spec["thinkTimeScale"] === 0 || !mayThink(spec) ? null : "think times";
}

export const isTestable = (change: MetricChange, untestable: Untestable): boolean =>
  change.spread !== null && change.spread.margin !== null && change.better !== null && !untestable.has(change.metric);

/** `p50 at low, p50 at high: the reason`, for each reason; empty if all were tested. */
export function untestedReasons(primaries: readonly PrimaryVerdict[]): string {
  const untested = primaries.flatMap(({ level, metric, untested }) =>
    untested ? [{ what: `${metric} at ${level}`, reason: untested.reason }] : [],
  );
  const groups = Map.groupBy(untested, ({ reason }) => reason);
  return [...groups].map(([reason, of]) => `${of.map(({ what }) => what).join(", ")}: ${reason}`).join("; ");
}

/** Whether users pause between requests: as the load says, else as its scenario does, of which only `get` surely does not. */
function mayThink(spec: CellOutput["result"]["spec"]): boolean {
  const kind = thinkTimeKind(spec);
  return kind === null ? spec["scenario"] !== "get" : kind !== "none";
}

/** Why a primary was not tested. @param level `undefined` if no level has its name */
export function whyUntested(level: LevelComparison | undefined, metric: string, untestable: Untestable): Untested {
  const change = level?.metrics.find((each) => each.metric === metric);
  if (!level || !change || level.a.length === 0 || level.b.length === 0)
    return { because: "not measured", reason: "its level was not measured on both sides" };
  const known = untestable.get(metric);
  if (known) return known;
  for (const [cells, reading] of [
    [level.a, change.a],
    [level.b, change.b],
  ] as const) {
    if (cells.every(({ status }) => status !== "complete"))
      return { because: "no evidence", reason: "one side has no complete and steady repeat" };
    if (reading.value === null) return { because: "not measured", reason: reading.reason ?? "it was not measured" };
  }
  return { because: "not measured", reason: "it has no margin, or a value of 0 without a ratio" };
}
