import { createWriteStream } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { finished } from "node:stream/promises";
import type { MergedSecond } from "../../coordinator/seconds.ts";
import type { LoadOutcome } from "../../result/outcome.ts";
import { historyHead, HistoryRows, type HistoryOptions } from "./history.ts";
import { exceptionsTable, failuresTable, statsTable } from "./tables.ts";

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
  history.write(historyHead);
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
