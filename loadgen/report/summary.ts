import { counted } from "../../base/counted.ts";
import { OTHER_ENDPOINTS } from "../schema/request.ts";
import { type CellResult, type EndpointStats, type Latency, describeUnsteady } from "../schema/cell.ts";

/** A finished load for the terminal: its validity, figures per endpoint, and failures with their causes. */
export function summary(result: CellResult): string {
  return [
    heading(result),
    table(result),
    ...sections(result).flatMap(({ title, lines }) => (lines.length === 0 ? [] : [`${title}\n${lines.join("\n")}`])),
    closing(result),
  ].join("\n\n");
}

function heading(result: CellResult): string {
  const { target, measuredMs, status, reasons, vantage, generator, connections = [], steady = [] } = result;
  const lines = [`${target}: ${seconds(measuredMs)} s measured, ${status}`];
  for (const { code, message } of reasons) lines.push(`  ${code}: ${message}`);
  const { rttMs } = vantage;
  const { overheadMs } = generator;
  if (overheadMs)
    lines.push(`generator overhead p50/p99 ${ms(overheadMs.p50)}/${ms(overheadMs.p99)} ms, against itself`);
  if (rttMs !== null) lines.push(`from ${vantage.where}, round trip ${ms(rttMs.min)}–${ms(rttMs.max)} ms`);
  for (const { address, protocol, opened, requests } of connections) {
    const share = opened === 0 ? "" : `, ${(requests / opened).toFixed(1)} requests each`;
    lines.push(`to ${address}: ${opened} connections${share}${protocol === null ? "" : `, ${protocol}`}`);
  }
  for (const plateau of steady) if (plateau.holds === false) lines.push(`not steady: ${describeUnsteady(plateau)}`);
  return lines.join("\n");
}

function table({ overall, endpoints }: CellResult): string {
  const head = ["endpoint", "requests", "failed", "/s", "avg ms", "min", "p50", "p90", "p95", "p99", "p99.9", "max"];
  const row = ({ name, requests, failures, ratePerS, latencyMs }: EndpointStats) => [
    name === "*" ? "all" : name,
    String(requests),
    String(failures),
    ratePerS.toFixed(1),
    ...times(latencyMs),
  ];
  const times = (l: Latency) => [l.avg, l.min, l.p50, l.p90, l.p95, l.p99, l.p999, l.max].map(ms);
  // Of successful requests the latencies above; a failure's time counts as well where any failed.
  const withFailed =
    overall.failures === 0 ? [] : [["all, failed included", "", "", "", ...times(overall.allLatencyMs)]];
  return columns([head, ...endpoints.map(row), row(overall), ...withFailed]);
}

function sections(result: CellResult): { title: string; lines: string[] }[] {
  const { errors, accounting, generator } = result;
  return [
    {
      title: "failures, of the whole load",
      lines: failureLines(errors),
    },
    {
      title: "audits that do not hold",
      lines: accounting.audits.filter(({ holds }) => !holds).map(({ name, detail }) => `  ${name}: ${detail}`),
    },
    {
      title: "thresholds",
      lines: (result.thresholds ?? []).map(
        (each) => `  ${each.holds ? "holds" : "FAILS"}  ${each.threshold}  ${seen(each)}`,
      ),
    },
    { title: "segments", lines: segmentLines(result) },
    { title: "notes", lines: (result.notes ?? []).map((note) => `  ${note}`) },
    { title: "notes on the generator", lines: (generator.notes ?? []).map((note) => `  ${note}`) },
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

function seen({ value }: NonNullable<CellResult["thresholds"]>[number]): string {
  return value === null ? "(nothing was measured for it)" : `(${Number(value.toPrecision(4))})`;
}

function segmentLines({ segmentStats }: CellResult): string[] {
  if (segmentStats === undefined) return [];
  const rows = segmentStats.map(({ segment, overall, arrivals }) => [
    `  ${segment}`,
    ...(arrivals === null ? [] : [arrivals.offeredPerS, arrivals.achievedPerS].map((perS) => perS?.toFixed(1) ?? "-")),
    String(overall.requests),
    overall.ratePerS.toFixed(1),
    ...[overall.latencyMs.p50, overall.latencyMs.p95, overall.latencyMs.p99].map(ms),
  ]);
  const open = segmentStats.some(({ arrivals }) => arrivals !== null);
  const head = ["  ", ...(open ? ["offered/s", "started/s"] : []), "requests", "/s", "p50 ms", "p95", "p99"];
  return columns([head, ...rows]).split("\n");
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

function closing(result: CellResult): string {
  const { overall, endpoints, longestGapMs, accounting, spec, timings } = result;
  const { sent, ok, failed, aborted, inFlightAtEnd, planned, released, dropped } = accounting;
  const lines = [
    `sent ${sent} = ${ok} ok + ${failed} failed + ${aborted} aborted + ${inFlightAtEnd} in flight (warm-up included)`,
    "latencies are of successful requests; - : too few samples for that percentile",
  ];
  if (spec["model"] === "open") {
    lines.push(
      `due ${planned} = ${released} released + ${dropped} dropped${dropReasons(result)}`,
      `latency counts from when a task was due; release lag p50/p99 ${ms(timings?.["lag"]?.ms.p50 ?? null)}/${ms(timings?.["lag"]?.ms.p99 ?? null)} ms`,
    );
  }
  if (endpoints.some(({ name }) => name === OTHER_ENDPOINTS)) {
    lines.push(
      `${OTHER_ENDPOINTS}: endpoints beyond the first ${endpoints.length - 1} names; give requests a common name, or raise --max-endpoints`,
    );
  }
  if (spec["model"] === "closed" && overall.requests > 0 && longestGapMs !== null) {
    lines.push(`closed model: stalls are under-sampled; longest time without an answer ${longestGapMs} ms`);
  }
  return lines.join("\n");
}

function ms(value: number | null): string {
  if (value === null) return "-";
  if (value >= 100) return value.toFixed(0);
  return value.toFixed(value >= 10 ? 1 : 2);
}

function seconds(value: number): string {
  return (value / 1000).toFixed(1);
}

/** Rows as text in columns: the first to the left, the others to the right, two spaces between. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, at) => (widths[at] = Math.max(widths[at] ?? 0, cell.length)));
  const line = (row: readonly string[]) =>
    row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!))).join("  ");
  return rows.map((row) => line(row).trimEnd()).join("\n");
}
