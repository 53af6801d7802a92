/** Charts of a level over time, with all sides in each: latency, rate, failures, users, and CPU or what was received. */
import type { RecordedSecond as Second } from "../../../schema/series.ts";
import type { Chart, Line } from "./chart.ts";
import { isWide } from "./scale.ts";
import { short, thin, type Thinning } from "./series.ts";
import { reachOf, spansOf, type DrawnCell, type Place } from "./sides.ts";
import { totalCpu } from "./usage.ts";

/** The place of a chart in its row; without data, why. */
export type Slot = Chart | { id: string; title: string; why: string };

export const isChart = (slot: Slot): slot is Chart => "lines" in slot;

export function loadCharts({ id, title }: Place, drawn: readonly DrawnCell[], step: number): Slot[] {
  const axis = { spans: spansOf(drawn), xReach: reachOf(drawn) };
  const chart = (
    kind: string,
    name: string,
    unit: string,
    lines: Line[],
    why: string,
    more: Partial<Chart> = {},
  ): Slot =>
    hasValues(lines)
      ? { id: `${id}-${kind}`, title: `${name}${title}`, unit, lines, ...axis, ...more }
      : { id: `${id}-${kind}`, title: `${name}${title}`, why };
  const lines = (of: (second: Second) => number | null, how: Thinning) =>
    drawn.flatMap(({ cell, ...own }) => {
      const { seconds } = cell.archived;
      return seconds.length === 0
        ? []
        : [{ ...line({ cell, ...own }, seconds, step), values: values(seconds, of, step, how) }];
    });
  const latency = (kind: string, lines: Line[]) =>
    chart(kind, `${kind} latency`, "ms", lines, TOO_FEW, { log: isWide(lines), note: latencyNote(lines, step) });
  const failures = lines(({ failures }) => failures, "mean");
  const offered = drawn.flatMap(({ cell, ...own }): Line[] => {
    const { seconds } = cell.archived;
    if (own.look === "faint" || !seconds.some(({ offered }) => offered !== undefined)) return [];
    const base = line({ cell, ...own }, seconds, step);
    return [
      {
        ...base,
        label: `${cell.label} offered`,
        look: "dotted",
        values: values(seconds, ({ offered }) => offered ?? null, step, "mean"),
      },
    ];
  });
  const cpu = totalCpu(drawn, step);
  // Of a URL and of imported runs, no node is known: what it sends is the nearest to its work.
  const received = lines(({ bytes }) => bytes && bytes / KIB, "mean");
  const failed = failures.some(({ values }) => values.some((value) => value !== null && value > 0));
  return [
    latency(
      "p50",
      lines(({ p50Ms }) => p50Ms, "worst"),
    ),
    latency(
      "p95",
      lines(({ p95Ms }) => p95Ms, "worst"),
    ),
    chart("rate", "Rate", "req/s", [...lines(({ requests }) => requests, "mean"), ...offered], "not recorded"),
    chart("failures", "Failures", "failures/s", failed ? failures : [], "no request failed"),
    chart(
      "users",
      "Users",
      "users",
      lines(({ users }) => users, "mean"),
      "not recorded",
    ),
    hasValues(cpu) || !hasValues(received)
      ? chart("cpu-total", "CPU of all nodes", "cores", cpu, "not recorded")
      : chart("received", "Received", "KiB/s", received, "not recorded"),
  ];
}

const KIB = 2 ** 10;
const TOO_FEW = "no second had enough requests";

/** From this share of missing values on, gaps need an explanation. */
const MANY_GAPS = 0.2;

function latencyNote(lines: readonly Line[], step: number): string | undefined {
  const values = lines.flatMap(({ values }) => values);
  const gaps = values.filter((value) => value === null).length / values.length;
  const notes = [
    ...(step > 1 ? [`Each point is the worst of ${step} seconds.`] : []),
    ...(gaps > MANY_GAPS ? ["Seconds with too few requests have no point."] : []),
  ];
  return notes.length === 0 ? undefined : notes.join(" ");
}

const hasValues = (lines: readonly Line[]): boolean =>
  lines.some(({ values }) => values.some((value) => value !== null));

function line(
  { cell, identity, look, shiftMs }: DrawnCell,
  seconds: readonly Second[],
  step: number,
): Omit<Line, "values"> {
  const x = seconds.filter((_, at) => at % step === 0).map(({ atMs }) => Math.round((atMs + shiftMs) / 1000));
  return { label: cell.label, identity, look, x };
}

const values = (seconds: readonly Second[], of: (second: Second) => number | null, step: number, how: Thinning) =>
  thin(seconds.map(of), step, how).map(short);
