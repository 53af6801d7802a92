/** Reads JMeter's results as CSV (JTL), with the header line that JMeter writes by default. */
import { ResultsError } from "../errors.ts";
import { eachRow } from "./csv.ts";
import type { Row } from "./csv.ts";
import { ALWAYS_ABSENT, resultOf } from "./imported-load.ts";
import type { ImportedLoad } from "./imported-load.ts";
import { RequestAggregator, classOf } from "./aggregate.ts";

export const JTL_COLUMNS = ["timeStamp", "elapsed", "label", "success"];

/** @throws {ResultsError} as `eachRow`; RESULTS_INVALID with file and line */
export async function readJmeter(file: string): Promise<ImportedLoad> {
  const aggregator = new RequestAggregator(file);
  let transactions = 0;
  const cut = await eachRow(file, JTL_COLUMNS, (row) => {
    // The row of a transaction summarises requests that have rows of their own.
    if (row.has("responseMessage") && row.text("responseMessage").startsWith("Number of samples in transaction")) {
      transactions += 1;
      return;
    }
    recordSample(aggregator, file, row);
  });
  if (aggregator.requests === 0)
    throw new ResultsError("RESULTS_INVALID", `${file} has no samples: nothing was measured`);
  const { startMs, endMs } = aggregator.span;
  const { late } = aggregator.seconds;
  return {
    tool: "jmeter",
    format: "JMeter JTL",
    files: [file],
    result: resultOf({
      startedAt: startMs,
      endedAt: endMs,
      measuredMs: endMs - startMs,
      ...aggregator.statistics(),
      errors: aggregator.errors(),
      cutOff: cut ? `${file} ends inside its last line: JMeter or the copy was interrupted` : undefined,
    }),
    seconds: aggregator.seconds.lines(startMs),
    histograms: aggregator.histograms(),
    absent: [
      ...ALWAYS_ABSENT,
      { what: "times below a millisecond", reason: "JMeter writes whole milliseconds" },
      ...(transactions === 0
        ? []
        : [{ what: "transactions", reason: `${transactions} rows repeat the requests in them` }]),
      ...(late === 0
        ? []
        : [{ what: "latency of some seconds", reason: `${late} samples appear too late in the file` }]),
    ],
  };
}

function recordSample(aggregator: RequestAggregator, file: string, row: Row): void {
  const invalid = (column: string, what: string) =>
    new ResultsError("RESULTS_INVALID", `${file}:${row.line}, column "${column}": ${what}`);
  const startMs = row.number("timeStamp");
  const durationMs = row.number("elapsed");
  if (startMs === null || startMs < 1e11) {
    throw invalid("timeStamp", "milliseconds since 1970 are needed (jmeter.save.saveservice.timestamp_format=ms)");
  }
  if (durationMs === null || durationMs < 0) throw invalid("elapsed", "a duration in milliseconds is needed");
  const success = row.text("success").toLowerCase();
  if (success !== "true" && success !== "false")
    throw invalid("success", `${JSON.stringify(success)} is neither true nor false`);
  const of = (column: string) => (row.has(column) ? row.text(column) : "");
  const code = of("responseCode");
  const why = of("failureMessage") || `${code} ${of("responseMessage")}`.trim() || "not successful";
  const endMs = startMs + durationMs;
  aggregator.add({
    endpoint: row.text("label"),
    endMs,
    durationMs,
    failure: success === "true" ? undefined : { class: classOf(Number(code)), message: why },
  });
  const users = row.has("allThreads") ? row.number("allThreads") : null;
  if (users !== null) aggregator.seconds.users(endMs, users);
}
