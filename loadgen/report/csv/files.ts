import type { MergedSecond } from "../../coordinator/seconds.ts";
import { addSparse } from "../../histogram/index.ts";
import { linesOf, SeriesFile, writeWhole, type LoadOutput } from "../output-file.ts";
import { exactStyle, type CsvStyle } from "./style.ts";
import {
  exceptionsTable,
  failuresTable,
  statsTable,
  csvRow,
  byNameThenMethod,
  EntryStats,
  PERCENTILE_HEADS,
} from "./tables.ts";

/** Locust's four CSV files under a prefix: the history as the load goes on, the others when it is over. */
export async function csvFiles(prefix: string, options: HistoryOptions): Promise<LoadOutput> {
  const { statsFile, historyFile, failuresFile, exceptionsFile } = filesOf(prefix);
  const history = await SeriesFile.open(historyFile);
  const rows = new HistoryRows(options);
  const { style } = options;
  history.write(HISTORY_HEAD);
  return {
    second: (merged) => {
      const atMs = merged.startedAt.getTime() + merged.second.atMs;
      history.write(rows.rows(merged, Math.floor(atMs / 1000)));
    },
    finish: async (outcome) =>
      linesOf([
        await writeWhole(statsFile, () => statsTable(outcome, style)),
        await writeWhole(failuresFile, () => failuresTable(outcome, style)),
        await writeWhole(exceptionsFile, () => exceptionsTable(outcome)),
        await history.close(),
      ]),
  };
}

/** The files that {@link csvFiles} writes. */
export const csvFilesOf = (prefix: string): string[] => Object.values(filesOf(prefix));

const filesOf = (prefix: string) => ({
  statsFile: `${prefix}_stats.csv`,
  historyFile: `${prefix}_stats_history.csv`,
  failuresFile: `${prefix}_failures.csv`,
  exceptionsFile: `${prefix}_exceptions.csv`,
});

export const HISTORY_HEAD = csvRow([
  ...["Timestamp", "User Count", "Type", "Name", "Requests/s", "Failures/s", ...PERCENTILE_HEADS],
  ...["Total Request Count", "Total Failure Count", "Total Median Response Time", "Total Average Response Time"],
  ...["Total Min Response Time", "Total Max Response Time", "Total Average Content Size"],
]);

const WINDOW_SECONDS = 10;

export interface HistoryOptions {
  /** A row per endpoint, with percentiles of the window instead of since the start. */
  full: boolean;
  style: CsvStyle;
}

/**
 * Rows of `_stats_history.csv`, one per second. Rates cover the last ten seconds, including the current one, so that a
 * stall shows as it happens; all other columns cover the time since the start. With `full`, as Locust's
 * `--csv-full-history`.
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
    if (this.#window.length > WINDOW_SECONDS) this.#window.shift();
    const recent = collect(this.#window, new Map<string, EntryStats>());
    const named = this.#options.full
      ? byNameThenMethod([...this.#totals.keys()].filter((key) => key !== AGGREGATED))
      : [];
    return [...named, { endpoint: AGGREGATED, method: "", name: "Aggregated" }]
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
const AGGREGATED = "";

function collect(seconds: readonly MergedSecond[], into: Map<string, EntryStats>): Map<string, EntryStats> {
  const of = (endpoint: string) => into.get(endpoint) ?? into.set(endpoint, new EntryStats()).get(endpoint)!;
  for (const { measured } of seconds) {
    for (const counts of measured.counts) for (const key of [counts.endpoint, AGGREGATED]) of(key).addCounts(counts);
    for (const entry of measured.histograms) {
      if (entry.kind !== "service") continue;
      for (const key of [entry.endpoint, AGGREGATED]) addSparse(of(key).histogram, entry);
    }
  }
  return into;
}
