import { addSparse, Histogram } from "../../histogram/index.ts";
import type { LoadOutcome } from "../../schema/outcome.ts";
import { exactStyle, type CsvStyle } from "./style.ts";

/** The percentiles that Locust's files have, in their order. */
export const PERCENTILE_HEADS = ["50%", "66%", "75%", "80%", "90%", "95%", "98%", "99%", "99.9%", "99.99%", "100%"];
const QUANTILES = [0.5, 0.66, 0.75, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999, 0.9999, 1];

/** What Locust counts per entry: all requests that ended, failed ones included. */
export class EntryStats {
  readonly histogram = new Histogram();
  requests = 0;
  failures = 0;
  bytes = 0;

  addCounts(counts: { ok: number; failed: number; bytes: number }): void {
    this.requests += counts.ok + counts.failed;
    this.failures += counts.failed;
    this.bytes += counts.bytes;
  }

  /** Milliseconds; `N/A` where there is no percentile, as Locust writes it without a request. */
  percentiles(style: CsvStyle): (string | number)[] {
    return style.percentiles(this.histogram, QUANTILES).map((ms) => ms ?? "N/A");
  }

  /** Median, average, least and greatest time, average body: 0 where there is nothing, as Locust writes it. */
  totals(style: CsvStyle): (string | number)[] {
    const { count, sum, min, max } = this.histogram;
    if (count === 0) return [0, 0, 0, 0, 0];
    const [median] = style.percentiles(this.histogram, [0.5]);
    return [
      median === undefined ? "N/A" : this.#seenOr(median, style),
      ...[sum / 1000 / count, min / 1000, max / 1000, this.requests === 0 ? 0 : this.bytes / this.requests].map(
        style.float,
      ),
    ];
  }

  /** A rounded median may lie outside of what was seen. */
  #seenOr(medianMs: number, style: CsvStyle): string | number {
    const { min, max } = this.histogram;
    if (medianMs * 1000 > max) return style.float(max / 1000);
    return medianMs * 1000 < min ? style.float(min / 1000) : medianMs;
  }
}

export interface NamedEndpoint {
  endpoint: string;
  method: string;
  name: string;
}

/** Endpoints as Locust lists them: by name, then by method. */
export function byNameThenMethod(endpoints: readonly string[]): NamedEndpoint[] {
  return endpoints.map(split).sort((a, b) => compare(a.name, b.name) || compare(a.method, b.method));
}

export function split(endpoint: string): NamedEndpoint {
  const space = endpoint.indexOf(" ");
  return { endpoint, method: endpoint.slice(0, space), name: endpoint.slice(space + 1) };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** One row as Python's csv module writes it: quoted only where needed, ended by CRLF. */
export function csvRow(cells: readonly (string | number)[]): string {
  return `${cells.map(quoted).join(",")}\r\n`;
}

function quoted(cell: string | number): string {
  const text = String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const STATS_HEAD = csvRow([
  ...["Type", "Name", "Request Count", "Failure Count", "Median Response Time", "Average Response Time"],
  ...[
    "Min Response Time",
    "Max Response Time",
    "Average Content Size",
    "Requests/s",
    "Failures/s",
    ...PERCENTILE_HEADS,
  ],
]);

/** `_stats.csv`: one row per endpoint by name and method, then the aggregate; over the whole load, as Locust counts. */
export function statsTable({ result, histograms }: LoadOutcome, style: CsvStyle = exactStyle): string {
  const entries = new Map<string, EntryStats>();
  const total = new EntryStats();
  const of = (endpoint: string) => entries.get(endpoint) ?? entries.set(endpoint, new EntryStats()).get(endpoint)!;
  for (const counts of histograms.counts) for (const entry of [of(counts.endpoint), total]) entry.addCounts(counts);
  for (const sparse of histograms.entries) {
    if (sparse.kind !== "service") continue;
    for (const entry of [of(sparse.endpoint), total]) addSparse(entry.histogram, sparse);
  }
  const seconds = Math.max(0.001, (Date.parse(result.endedAt) - Date.parse(result.startedAt)) / 1000);
  const row = (type: string, name: string, entry: EntryStats) =>
    csvRow([
      ...[type, name, entry.requests, entry.failures, ...entry.totals(style)],
      ...[entry.requests / seconds, entry.failures / seconds].map(style.float),
      ...entry.percentiles(style),
    ]);
  const named = byNameThenMethod([...entries.keys()]);
  const rows = named.map(({ endpoint, method, name }) => row(method, name, entries.get(endpoint)!));
  return STATS_HEAD + rows.join("") + row("", "Aggregated", total);
}

/** `_failures.csv`, of the whole load; times in UTC. */
export function failuresTable({ result }: LoadOutcome, style: CsvStyle = exactStyle): string {
  const startMs = Date.parse(result.startedAt);
  const at = (offsetMs: number) => style.time(startMs + offsetMs);
  const rows = result.errors
    .filter((error) => error.class !== "aborted")
    .map((error) => {
      const { method, name } = split(error.endpoint);
      return csvRow([
        method,
        name,
        `${error.class}: ${error.message}`,
        error.count,
        at(error.firstAtMs),
        at(error.lastAtMs),
      ]);
    });
  return csvRow(["Method", "Name", "Error", "Occurrences", "First Seen", "Last Seen"]) + rows.join("");
}

/** `_exceptions.csv`: what a scenario's code threw ends the load, so there is at most one. */
export function exceptionsTable({ result }: LoadOutcome): string {
  const rows = result.reasons
    .filter(({ code }) => code === "scenario-failed")
    .map(({ message }) => csvRow([1, message, "", "local"]));
  return csvRow(["Count", "Message", "Traceback", "Nodes"]) + rows.join("");
}
