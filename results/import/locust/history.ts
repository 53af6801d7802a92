/** Reads `<prefix>_stats_history.csv`, one row for each second or so with totals that grow. */
import type { RecordedSecond } from "../../schema/series.ts";
import { eachRow, type Row } from "../text/csv.ts";
import type { TextFile } from "../text/text-file.ts";

/** Name of the row over all requests, which has no type. */
export const TOTAL = "Aggregated";

export const isTotal = (row: Row): boolean => row.text("Name") === TOTAL && row.optional("Type") === "";

export interface History {
  /** In ms since 1970. */
  startedAt: number;
  /** `null` if Locust wrote its first row only. */
  endedAt: number | null;
  seconds: RecordedSecond[];
}

const COLUMNS = ["Timestamp", "Name", "User Count", "Total Request Count", "Total Failure Count"];

/** Counts per second; the percentiles cover ten seconds each and are ignored. `undefined` for a file without rows. */
export async function readHistory(source: TextFile): Promise<History | undefined> {
  const totals: { at: number; users: number | null; requests: number; failures: number }[] = [];
  if ((await source.head()) === "") return undefined;
  await eachRow(source, COLUMNS, (row) => {
    if (!isTotal(row)) return;
    const at = row.number("Timestamp");
    if (at === null) return;
    const [requests, failures] = [row.count("Total Request Count"), row.count("Total Failure Count")];
    const last = totals.at(-1);
    if (last && 1000 * at < last.at)
      throw row.invalid("Timestamp", `${at} is before the row above: rows of another run, or in another order`);
    // Of several rows in one second, the last one has its totals.
    if (last?.at === 1000 * at) totals.pop();
    totals.push({ at: 1000 * at, users: row.number("User Count"), requests, failures });
  });
  const [first] = totals;
  if (!first) return undefined;
  const seconds = totals.slice(1).map(({ at, users, requests, failures }, index) => {
    const before = totals[index]!;
    const elapsed = (at - before.at) / 1000;
    const each = (now: number, then: number) => Math.max(0, Math.round((now - then) / elapsed));
    const counts = { requests: each(requests, before.requests), failures: each(failures, before.failures) };
    return {
      atMs: at - first.at,
      users,
      ...counts,
      bytes: null,
      inFlight: null,
      p50Ms: null,
      p95Ms: null,
      p99Ms: null,
    };
  });
  return { startedAt: first.at, endedAt: totals.length > 1 ? totals.at(-1)!.at : null, seconds };
}
