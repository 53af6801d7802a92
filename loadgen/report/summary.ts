import { counted } from "../../base/counted.ts";
import { NONE, number, quantity } from "../../base/format.ts";
import { figures, table, wrapped, type Column, type TableOptions } from "../../base/table.ts";
import { FIGURE_HEADS, failedPct, figuresOf, thresholdText } from "../schema/figures.ts";
import { describeUnsteady } from "../schema/unsteady.ts";
import { OTHER_ENDPOINTS } from "../schema/request.ts";
import type { CellResult, EndpointStats, Latency } from "../schema/cell.ts";

const perSecond = (value = 0): string => `${number(value)}/s`;
const ms = (value: number | null): string => quantity(value, "ms");

/** A finished load for the terminal: its validity, figures per endpoint, and failures with their causes. */
export function summary(result: CellResult, options: TableOptions = {}): string {
  return [
    heading(result, options),
    endpointTable(result, options),
    ...sections(result, options).flatMap(({ title, lines }) =>
      lines.length === 0 ? [] : [`${title}\n${lines.join("\n")}`],
    ),
    closing(result, options),
  ].join("\n\n");
}

/** Whether the figures count, and if not, why. */
function heading(
  { target, measuredMs, status, reasons, steady = [] }: CellResult,
  { widthChars = Infinity }: TableOptions,
): string {
  const lines = [`${target}: ${number(measuredMs / 1000)} s measured, ${status}`];
  for (const { code, message } of reasons) lines.push(`  ${code}: ${message}`);
  for (const plateau of steady) if (plateau.holds === false) lines.push(`not steady: ${describeUnsteady(plateau)}`);
  return lines.map((line) => wrapped(line, widthChars, "    ")).join("\n");
}

/** Where the load came from and went to, and what it was like to send it. */
function* circumstances({ vantage, generator, connections = [], notes = [] }: CellResult): Generator<string> {
  const { rttMs, where } = vantage;
  const { overheadMs } = generator;
  if (rttMs !== null) yield `from ${where}, round trip ${ms(rttMs.min)} to ${ms(rttMs.max)}`;
  for (const { address, protocol, opened, requests } of connections) {
    const share = opened === 0 ? "" : `, ${number(requests / opened)} requests each`;
    yield `to ${address}: ${counted(opened, "connection")}${share}${protocol === null ? "" : `, ${protocol}`}`;
  }
  if (overheadMs) yield `generator overhead p50 ${ms(overheadMs.p50)}, p99 ${ms(overheadMs.p99)}, against itself`;
  for (const note of notes) yield `note: ${note}`;
  for (const note of generator.notes ?? []) yield `note on the generator: ${note}`;
}

/** Columns that a narrow terminal lacks; the files of --out and --json have them. */
const ENDPOINT_COLUMNS: Column[] = [
  { head: "endpoint", shrinks: true },
  { head: "requests", align: "right", dropped: 6 },
  { head: "rate", align: "right" },
  { head: "failed", align: "right", dropped: 9 },
  { head: "avg", align: "right", dropped: 4 },
  { head: "min", align: "right", dropped: 1 },
  { head: "p50", align: "right", dropped: 8 },
  { head: "p90", align: "right", dropped: 3 },
  { head: "p95", align: "right" },
  { head: "p99", align: "right", dropped: 7 },
  { head: "p99.9", align: "right", dropped: 2 },
  { head: "max", align: "right", dropped: 5 },
];

const VERSION_TITLES = { stable: "stable version", canary: "canary", unknown: "version unknown" } as const;

function endpointTable({ overall, endpoints, versions = [] }: CellResult, options: TableOptions): string {
  const row = (stats: EndpointStats) => {
    const [rate = "", failed = ""] = figuresOf(stats, failedPct(stats));
    const name = stats.name === "*" ? "all" : stats.name;
    return [name, number(stats.requests), rate, failed, ...latencies(stats.latencyMs)];
  };
  const latencies = (l: Latency) =>
    [l.avg, l.min, l.p50, l.p90, l.p95, l.p99, l.p999, l.max].map((ms) => quantity(ms, "ms"));
  // Of successful requests the latencies above; a failure's time counts as well where any failed.
  const withFailed = overall.failures === 0 ? [] : [["with failed", "", "", "", ...latencies(overall.allLatencyMs)]];
  const ofVersions = versions.map((stats) => row({ ...stats, name: VERSION_TITLES[stats.name] }));
  return table(ENDPOINT_COLUMNS, [...endpoints.map(row), row(overall), ...withFailed, ...ofVersions], options);
}

function sections(result: CellResult, options: TableOptions): { title: string; lines: string[] }[] {
  const { errors, accounting } = result;
  return [
    {
      title: "thresholds",
      lines: (result.thresholds ?? []).map((each) => `  ${thresholdText(each)}`),
    },
    {
      title: "failures, of the whole load",
      lines: failureLines(errors),
    },
    {
      title: "audits that do not hold",
      lines: accounting.audits.filter(({ holds }) => !holds).map(({ name, detail }) => `  ${name}: ${detail}`),
    },
    { title: "segments", lines: segmentLines(result, options) },
  ];
}

const SHOWN_FAILURES = 20;

function failureLines(errors: CellResult["errors"]): string[] {
  const lines = errors
    .slice(0, SHOWN_FAILURES)
    .map((error) => `  ${error.count} x ${error.endpoint}: ${error.class}, ${error.message}`);
  const more = errors.length - lines.length;
  if (more > 0) lines.push(`  and ${counted(more, "more kind")}: --json and --out list all`);
  return lines;
}

function segmentLines({ segmentStats }: CellResult, options: TableOptions): string[] {
  if (segmentStats === undefined) return [];
  const isOpen = segmentStats.some(({ arrivals }) => arrivals !== null);
  const rows = segmentStats.map(({ segment, overall, arrivals }) => {
    const perS = [arrivals?.offeredPerS, arrivals?.achievedPerS].map(perSecond);
    return [`  ${segment}`, ...(isOpen ? perS : []), ...figuresOf(overall, failedPct(overall))];
  });
  const open = isOpen
    ? ["offered", "started"].map((head, dropped) => ({ head, align: "right" as const, dropped }))
    : [];
  return table([{ head: "" }, ...open, ...figures(["", ...FIGURE_HEADS]).slice(1)], rows, options).split("\n");
}

function dropReasons({ segmentStats = [] }: CellResult): string {
  const sums = new Map<string, number>();
  for (const { arrivals } of segmentStats) {
    for (const [reason, count] of Object.entries(arrivals?.dropped ?? {}))
      sums.set(reason, (sums.get(reason) ?? 0) + count);
  }
  const some = [...sums].filter(([, count]) => count > 0).map(([reason, count]) => `${count} ${reason}`);
  return some.length === 0 ? "" : ` (${some.join(", ")})`;
}

function closing(result: CellResult, { widthChars = Infinity }: TableOptions): string {
  const { overall, endpoints, longestGapMs, accounting, spec, timings } = result;
  const { sent, ok, failed, aborted, inFlightAtEnd, planned, released, dropped } = accounting;
  const lines = [
    `sent ${number(sent)} = ${number(ok)} ok + ${number(failed)} failed + ${number(aborted)} aborted + ${number(inFlightAtEnd)} in flight (warm-up included)`,
    `latencies are of successful requests; ${NONE} : too few samples for that percentile`,
  ];
  if (spec["model"] === "open") {
    lines.push(
      `due ${number(planned)} = ${number(released)} released + ${number(dropped)} dropped${dropReasons(result)}`,
      `latency counts from when a task was due; release lag p50 ${ms(timings?.["lag"]?.ms.p50 ?? null)}, p99 ${ms(timings?.["lag"]?.ms.p99 ?? null)}`,
    );
  }
  if (endpoints.some(({ name }) => name === OTHER_ENDPOINTS)) {
    lines.push(
      `${OTHER_ENDPOINTS}: endpoints beyond the first ${endpoints.length - 1} names; give requests a common name, or raise --max-endpoints`,
    );
  }
  if (spec["model"] === "closed" && overall.requests > 0 && longestGapMs !== null) {
    lines.push(`closed model: stalls are under-sampled; longest time without an answer ${ms(longestGapMs)}`);
  }
  return [...lines, ...circumstances(result)].map((line) => wrapped(line, widthChars, "  ")).join("\n");
}
