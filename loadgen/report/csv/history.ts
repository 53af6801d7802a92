import type { MergedSecond } from "../../coordinator/seconds.ts";
import { addSparse } from "../../histogram/index.ts";
import { csvRow } from "./format.ts";
import { EntryStats, percentileHeads } from "./statistics.ts";

export const historyHead = csvRow([
  ...["Timestamp", "User Count", "Type", "Name", "Requests/s", "Failures/s", ...percentileHeads],
  ...["Total Request Count", "Total Failure Count", "Total Median Response Time", "Total Average Response Time"],
  ...["Total Min Response Time", "Total Max Response Time", "Total Average Content Size"],
]);

const windowSeconds = 10;

/**
 * Rows of `_stats_history.csv`, one a second: rates of the last ten seconds (up to now, so a stall shows as it happens),
 * everything else since the start, as Locust's own are without `--csv-full-history`.
 */
export class HistoryRows {
  readonly #total = new EntryStats();
  readonly #window: { requests: number; failures: number }[] = [];

  row({ second, parts }: MergedSecond, timestampS: number): string {
    for (const part of parts) {
      for (const counts of part.counts) this.#total.addCounts(counts);
      for (const entry of part.histograms) if (entry.kind === "service") addSparse(this.#total.histogram, entry);
    }
    this.#window.push(second);
    if (this.#window.length > windowSeconds) this.#window.shift();
    const rate = (of: "requests" | "failures") =>
      (this.#window.reduce((sum, each) => sum + each[of], 0) / this.#window.length).toFixed(6);
    return csvRow([
      ...[timestampS, second.users, "", "Aggregated", rate("requests"), rate("failures")],
      ...[...this.#total.percentiles(), this.#total.requests, this.#total.failures, ...this.#total.totals()],
    ]);
  }
}
