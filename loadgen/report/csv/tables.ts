import { addSparse } from "../../histogram/index.ts";
import type { LoadOutcome } from "../../schema/outcome.ts";
import { csvRow, byNameThenMethod, split, EntryStats, PERCENTILE_HEADS } from "./entries.ts";
import { exactStyle, type CsvStyle } from "./style.ts";

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
