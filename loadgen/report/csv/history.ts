import type { MergedSecond } from "../../coordinator/seconds.ts";
import { addSparse } from "../../histogram/index.ts";
import { csvRow } from "./format.ts";
import { byNameThenMethod } from "./order.ts";
import { EntryStats, percentileHeads } from "./statistics.ts";
import { exactStyle, type CsvStyle } from "./style.ts";

export const historyHead = csvRow([
  ...["Timestamp", "User Count", "Type", "Name", "Requests/s", "Failures/s", ...percentileHeads],
  ...["Total Request Count", "Total Failure Count", "Total Median Response Time", "Total Average Response Time"],
  ...["Total Min Response Time", "Total Max Response Time", "Total Average Content Size"],
]);

const windowSeconds = 10;

export interface HistoryOptions {
  /** A row per endpoint, with percentiles of the window instead of since the start. */
  full: boolean;
  style: CsvStyle;
}

/**
 * Rows of `_stats_history.csv`, one a second: rates of the last ten seconds (up to now, so a stall shows as it happens),
 * everything else since the start; in full as Locust's `--csv-full-history`.
 */
export class HistoryRows {
  readonly #options: HistoryOptions;
  readonly #totals = new Map<string, EntryStats>();
  readonly #window: MergedSecond[] = [];

  constructor(options: HistoryOptions = { full: false, style: exactStyle }) {
    this.#options = options;
  }

  /** The rows of one second. */
  rows(merged: MergedSecond, timestampS: number): string {
    collect([merged], this.#totals);
    this.#window.push(merged);
    if (this.#window.length > windowSeconds) this.#window.shift();
    const recent = collect(this.#window, new Map<string, EntryStats>());
    const named = this.#options.full ? byNameThenMethod([...this.#totals.keys()].filter((key) => key !== all)) : [];
    return [...named, { endpoint: all, method: "", name: "Aggregated" }]
      .map(({ endpoint, method, name }) => {
        const total = this.#totals.get(endpoint) ?? new EntryStats();
        const window = recent.get(endpoint) ?? new EntryStats();
        const rate = (count: number) => (count / this.#window.length).toFixed(6);
        const { style, full } = this.#options;
        return csvRow([
          ...[timestampS, merged.second.users, method, name, rate(window.requests), rate(window.failures)],
          ...[...(full ? window : total).percentiles(style), total.requests, total.failures, ...total.totals(style)],
        ]);
      })
      .join("");
  }
}

/** Key of the sum over all endpoints; none of theirs is empty. */
const all = "";

function collect(seconds: readonly MergedSecond[], into: Map<string, EntryStats>): Map<string, EntryStats> {
  const of = (endpoint: string) => into.get(endpoint) ?? into.set(endpoint, new EntryStats()).get(endpoint)!;
  for (const part of seconds.flatMap(({ parts }) => parts)) {
    for (const counts of part.counts) for (const key of [counts.endpoint, all]) of(key).addCounts(counts);
    for (const entry of part.histograms) {
      if (entry.kind !== "service") continue;
      for (const key of [entry.endpoint, all]) addSparse(of(key).histogram, entry);
    }
  }
  return into;
}
