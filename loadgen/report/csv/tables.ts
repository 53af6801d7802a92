import { addSparse } from "../../histogram/index.ts";
import type { LoadOutcome } from "../../result/outcome.ts";
import { csvRow } from "./format.ts";
import { EntryStats, percentileHeads } from "./statistics.ts";

const statsHead = csvRow([
  ...["Type", "Name", "Request Count", "Failure Count", "Median Response Time", "Average Response Time"],
  ...["Min Response Time", "Max Response Time", "Average Content Size", "Requests/s", "Failures/s", ...percentileHeads],
]);

/** `_stats.csv`: one row per endpoint by name and method, then the aggregate; over the whole load, as Locust counts. */
export function statsTable({ result, histograms }: LoadOutcome): string {
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
      ...[type, name, entry.requests, entry.failures, ...entry.totals()],
      ...[entry.requests / seconds, entry.failures / seconds, ...entry.percentiles()],
    ]);
  const named = [...entries].map(([endpoint, entry]) => ({ ...split(endpoint), entry }));
  named.sort((a, b) => compare(a.name, b.name) || compare(a.method, b.method));
  const rows = named.map(({ method, name, entry }) => row(method, name, entry));
  return statsHead + rows.join("") + row("", "Aggregated", total);
}

/** `_failures.csv`, of the whole load; times in UTC. */
export function failuresTable({ result }: LoadOutcome): string {
  const startMs = Date.parse(result.startedAt);
  const at = (offsetMs: number) => new Date(startMs + offsetMs).toISOString();
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

function split(endpoint: string): { method: string; name: string } {
  const space = endpoint.indexOf(" ");
  return { method: endpoint.slice(0, space), name: endpoint.slice(space + 1) };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
