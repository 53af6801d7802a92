/** Reads k6's CSV stream (`--out csv`), which has a row for each measured value; uses those of requests and users. */
import { aggregate } from "../aggregated-load.ts";
import type { ImportedLoad } from "../imported-load.ts";
import { eachRow, type Row } from "../text/csv.ts";
import type { TextFile } from "../text/text-file.ts";
import { DURATION, requestOf, streamedLoad } from "./request.ts";

export const CSV_COLUMNS = ["metric_name", "timestamp", "metric_value"];
/** System tags that say what a request was and how it ended. */
const TAGS = ["method", "name", "url", "status", "expected_response", "error", "error_code"];

/** @throws {ResultsError} as `eachRow`; RESULTS_INVALID with file, line and column */
export async function readK6Csv(sources: readonly TextFile[]): Promise<ImportedLoad> {
  let wholeSeconds = true;
  const aggregated = await aggregate(sources, (source, aggregator) =>
    eachRow(source, CSV_COLUMNS, (row) => {
      const metric = row.text("metric_name");
      if (metric !== "vus" && metric !== DURATION) return;
      const value = row.number("metric_value");
      if (value === null) throw row.invalid("metric_value", "a number is needed");
      const atMs = timeOf(row);
      wholeSeconds &&= atMs % 1000 === 0;
      if (metric === "vus") aggregator.seconds.users(atMs, Math.round(value));
      else aggregator.add(requestOf(`${source.path}:${row.line}`, atMs, value, tagsOf(row)));
    }),
  );
  const load = streamedLoad("k6 CSV", aggregated);
  if (!wholeSeconds) return load;
  const reason = "k6 wrote whole seconds; K6_CSV_TIME_FORMAT=rfc3339_nano gives it";
  return { ...load, absent: [...load.absent, { what: "time within a second", reason }] };
}

function tagsOf(row: Row): Record<string, string> {
  const given = TAGS.filter((name) => row.optional(name) !== "");
  return Object.fromEntries(given.map((name) => [name, row.text(name)]));
}

/** The beginnings of the ranges in which a number since 1970 is in ms, µs and ns; below, it is in seconds. */
const [MS, US, NS] = [1e11, 1e14, 1e17];

/** In ms since 1970. k6 writes the unit that K6_CSV_TIME_FORMAT says, which the file does not name. */
function timeOf(row: Row): number {
  const text = row.text("timestamp");
  if (/^\d+$/.test(text)) {
    const value = Number(text);
    return value < MS ? 1000 * value : value < US ? value : value < NS ? value / 1e3 : value / 1e6;
  }
  const parsed = /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : NaN;
  if (Number.isFinite(parsed)) return parsed;
  const expected = "a time since 1970 or one by RFC 3339 is needed (k6: K6_CSV_TIME_FORMAT)";
  throw row.invalid("timestamp", `${JSON.stringify(text.slice(0, 60))}: ${expected}`);
}
