/** Reads `<prefix>_failures.csv`, one row for each different failure. */
import { redactUrlsIn } from "../../../base/url.ts";
import type { RecordedError } from "../../schema/recorded.ts";
import { failureClass } from "../failures.ts";
import { eachRow, refuseRepeats } from "../text/csv.ts";
import type { TextFile } from "../text/text-file.ts";

/** @param startedAt start of the load in ms since 1970; without it, the failures have no times */
export async function readFailures(source: TextFile, startedAt: number | undefined): Promise<RecordedError[]> {
  const errors: RecordedError[] = [];
  if ((await source.head()) === "") return errors;
  const refuseRepeat = refuseRepeats(["Method", "Name", "Error"]);
  await eachRow(source, ["Method", "Name", "Error", "Occurrences"], (row) => {
    refuseRepeat(row);
    const message = redactUrlsIn(row.text("Error")).slice(0, 500);
    const at = (column: string): number | null => {
      const ms = row.has(column) ? Date.parse(row.text(column)) : NaN;
      return startedAt === undefined || Number.isNaN(ms) ? null : ms - startedAt;
    };
    errors.push({
      endpoint: redactUrlsIn(`${row.text("Method")} ${row.text("Name")}`.trim()),
      // The exception of `response.failure(...)` in a locustfile.
      class: failureClass(message.startsWith("CatchResponseError") ? 200 : NaN, message),
      message,
      count: row.count("Occurrences"),
      firstAtMs: at("First Seen"),
      lastAtMs: at("Last Seen"),
    });
  });
  return errors.filter(({ count }) => count > 0);
}
