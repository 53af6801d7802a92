import { createWriteStream } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { finished } from "node:stream/promises";
import type { MergedSecond } from "../../coordinator/seconds.ts";
import type { LoadOutcome } from "../../schema/outcome.ts";
import {
  exceptionsTable,
  failuresTable,
  statsTable,
  csvRow,
  byNameThenMethod,
  EntryStats,
  PERCENTILE_HEADS,
} from "./tables.ts";
import { addSparse } from "../../histogram/index.ts";
import { exactStyle, type CsvStyle } from "./style.ts";

/** Locust's four CSV files under a prefix: the history as the load goes on, the others when it is over. */
export async function csvFiles(
  prefix: string,
  options: HistoryOptions,
): Promise<{
  second(second: MergedSecond): void;
  finish(outcome: LoadOutcome): Promise<void>;
}> {
  await mkdir(dirname(prefix), { recursive: true });
  const history = createWriteStream(`${prefix}_stats_history.csv`);
  const rows = new HistoryRows(options);
  const { style } = options;
  history.write(HISTORY_HEAD);
  return {
    second: (second) => void history.write(rows.rows(second, Math.floor(Date.now() / 1000))),
    async finish(outcome) {
      history.end();
      await finished(history);
      await writeFile(`${prefix}_stats.csv`, statsTable(outcome, style));
      await writeFile(`${prefix}_failures.csv`, failuresTable(outcome, style));
      await writeFile(`${prefix}_exceptions.csv`, exceptionsTable(outcome));
    },
  };
}

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
  for (const part of seconds.flatMap(({ parts }) => parts)) {
    for (const counts of part.counts) for (const key of [counts.endpoint, AGGREGATED]) of(key).addCounts(counts);
    for (const entry of part.histograms) {
      if (entry.kind !== "service") continue;
      for (const key of [entry.endpoint, AGGREGATED]) addSparse(of(key).histogram, entry);
    }
  }
  return into;
}
