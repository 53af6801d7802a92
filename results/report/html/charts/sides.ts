/** Which cells of a level are drawn over each other, how strong, and on which common axis of time. */
import { eventsOf } from "../cell-events.ts";
import type { Report, ReportCell, ReportRun } from "../model.ts";
import type { Line, Span } from "./chart.ts";

/** Where charts belong: usually a level. */
export interface Place {
  /** Safe as the beginning of an element id. */
  id: string;
  /** What follows the name of the measure in titles; empty if there is only one level. */
  title: string;
}

export interface DrawnCell {
  cell: ReportCell;
  /** Class of its side's colour, which is the same in every chart. */
  identity: string;
  look: Line["look"];
  /** Added to its times, so that the measured parts of all cells begin together. */
  shiftMs: number;
}

/** More runs than colours: the colours repeat. */
const SIDES = 6;

/** Runs are the sides of a report, in the order of their columns. From the second on, they are dashed too, for paper. */
export function sideOf({ runs }: Pick<Report, "runs">, run: ReportRun): Pick<DrawnCell, "identity" | "look"> {
  const index = runs.indexOf(run);
  return { identity: `side-${index % SIDES}`, look: index > 0 ? "dashed" : undefined };
}

/** Cells of one level that have a series, sides in order, each with its faint repeats behind the one that represents it. */
export function drawnCells(report: Report, cells: readonly ReportCell[]): DrawnCell[] {
  const drawn = cells.filter(({ archived }) => archived.seconds.length > 0 || archived.metrics.length > 0);
  const reference = drawn.map(measuredStart).find((start) => start !== undefined);
  return report.runs.flatMap((run) => {
    const repeats = drawn.filter((cell) => cell.run === run);
    const strong = representative(repeats);
    const { identity, look } = sideOf(report, run);
    return repeats.map((cell) => ({
      cell,
      identity,
      look: cell === strong ? look : ("faint" as const),
      shiftMs: shift(reference, measuredStart(cell)),
    }));
  });
}

/** A real repeat, never a mean of several: the one with the median p50, the lower of two; valid ones before others. */
export function representative(repeats: readonly ReportCell[]): ReportCell | undefined {
  const valid = repeats.filter(({ output }) => output && output.result.status !== "invalid");
  const p50 = ({ output }: ReportCell) => output?.result.overall.latencyMs.p50 ?? Infinity;
  const sorted = (valid.length > 0 ? valid : repeats).toSorted((a, b) => p50(a) - p50(b));
  return sorted[Math.floor((sorted.length - 1) / 2)];
}

/** Differences below it come from the moment at which the first second began. */
const MIN_SHIFT_MS = 500;

function shift(reference: number | undefined, own: number | undefined): number {
  if (reference === undefined || own === undefined) return 0;
  return Math.abs(reference - own) < MIN_SHIFT_MS ? 0 : reference - own;
}

const measuredStart = ({ output }: ReportCell): number | undefined =>
  output?.result.segments.find(({ measured }) => measured)?.startMs;

/** Seconds until the last point of any cell. */
export function reachOf(drawn: readonly DrawnCell[]): number {
  const last = ({ cell: { archived }, shiftMs }: DrawnCell) =>
    Math.max(archived.seconds.at(-1)?.atMs ?? 0, archived.metrics.at(-1)?.atMs ?? 0) + shiftMs;
  return Math.max(0, ...drawn.map(last)) / 1000;
}

/** Kinds of events that may change a figure at once. */
const MARKED: readonly string[] = ["oom-kill", "restart", "eviction", "node-not-ready", "image-pull", "scaled"];

/** The parts of the load, as the first side ran them, and marks of what happened to pods and nodes. */
export const spansOf = (drawn: readonly DrawnCell[]): Span[] => [...segmentsOf(drawn), ...marksOf(drawn)];

/** One mark a second at most. */
function marksOf(drawn: readonly DrawnCell[]): Span[] {
  const all = drawn
    .filter(({ look }) => look !== "faint")
    .flatMap(({ cell, shiftMs }) => eventsOf(cell).map((event) => ({ ...event, at: event.atS + shiftMs / 1000 })))
    .filter(({ kind }) => MARKED.includes(kind));
  return [...Map.groupBy(all, ({ at }) => at)].map(([at, events]): Span => {
    const look = events.some(({ isBad }) => isBad) ? "worse" : "change";
    return { name: events[0]!.kind, from: at, to: at, look };
  });
}

function segmentsOf(drawn: readonly DrawnCell[]): Span[] {
  const first = drawn.find(({ look, cell }) => look !== "faint" && (cell.output?.result.segments.length ?? 0) > 0);
  const { shiftMs = 0 } = first ?? {};
  return (first?.cell.output?.result.segments ?? []).map(({ name, kind, startMs, endMs, measured }) => ({
    name,
    from: (startMs + shiftMs) / 1000,
    to: (endMs + shiftMs) / 1000,
    look: kind === "spike" ? "spike" : measured ? "measured" : "unmeasured",
  }));
}
