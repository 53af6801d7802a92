/** Reads JMeter's results as CSV (JTL), with the header line that JMeter writes by default and any of its delimiters. */
import { ResultsError } from "../../errors.ts";
import type { RequestAggregator } from "../aggregate.ts";
import { failureClass } from "../failures.ts";
import { aggregate, aggregatedLoad } from "../aggregated-load.ts";
import type { ImportedLoad } from "../imported-load.ts";
import { eachRow, type Row } from "../text/csv.ts";
import { TextFile } from "../text/text-file.ts";
import { Transactions } from "./transactions.ts";

/** Columns that are needed, and the property that makes JMeter write each of them. */
export const JTL_COLUMNS = {
  timeStamp: "jmeter.save.saveservice.timestamp_format=ms",
  elapsed: "jmeter.save.saveservice.time=true",
  label: "jmeter.save.saveservice.label=true",
  success: "jmeter.save.saveservice.successful=true",
} as const;
const REQUIRED = Object.keys(JTL_COLUMNS);

/** The message with which JMeter marks the row of a transaction. */
const TRANSACTION = /^Number of samples in transaction : (\d+)/;

interface Sample {
  thread: string;
  label: string;
  startMs: number;
  durationMs: number;
  /** Pauses, which the duration may exclude, are included. */
  endMs: number;
  /** How many samples this row of a transaction sums up; absent in other rows. */
  transactionOf?: number;
}

/** @throws {ResultsError} as `eachRow`; RESULTS_INVALID with file, line and column */
export async function readJmeter(sources: readonly TextFile[]): Promise<ImportedLoad> {
  /** By file: threads of different files may have the same names. */
  const transactions = new Map<string, Transactions>();
  let aggregated = await aggregate(sources, (source, aggregator) => {
    const own = new Transactions();
    transactions.set(source.path, own);
    return eachRow(source, REQUIRED, (row) => {
      const sample = sampleOf(row);
      if (sample.transactionOf === undefined) {
        own.sample(sample.thread, sample);
        record(aggregator, row, sample);
      } else own.transaction(sample.thread, sample.label, sample, sample.transactionOf);
    });
  });
  const alone = new Map([...transactions].map(([file, own]) => [file, own.alone()]));
  const all = [...alone.values()].flat();
  const kept = all.filter((is) => is).length;
  if (kept > 0) {
    aggregated = await aggregate(sources, ({ path }, aggregator) => {
      let number = -1;
      return eachRow(new TextFile(path), REQUIRED, (row) => {
        const sample = sampleOf(row);
        if (sample.transactionOf === undefined || alone.get(path)![(number += 1)]) record(aggregator, row, sample);
      });
    });
  }
  if (aggregated.aggregator.requests === 0) {
    const message = `${aggregated.files.join(", ")} has no samples: nothing was measured`;
    throw new ResultsError("RESULTS_INVALID", message);
  }
  const absent = absentParts(all.length - kept, kept);
  return aggregatedLoad(aggregated, { tool: "jmeter", writer: "JMeter", format: "JMeter JTL", absent });
}

/** What JMeter did not write. */
function absentParts(repeated: number, kept: number): ImportedLoad["absent"] {
  const single = "JMeter wrote one row for all requests of a transaction";
  return [
    { what: "times below a millisecond", reason: "JMeter writes whole milliseconds" },
    ...(repeated === 0 ? [] : [{ what: "transactions", reason: `${repeated} rows repeat the requests in them` }]),
    ...(kept === 0
      ? []
      : [{ what: "requests in transactions", reason: `${single}: ${kept} such rows count as one request each` }]),
  ];
}

function sampleOf(row: Row): Sample {
  const startMs = timeStampOf(row);
  const durationMs = row.number("elapsed");
  if (durationMs === null || durationMs < 0)
    throw row.invalid("elapsed", `${JSON.stringify(row.text("elapsed"))} is not a duration in milliseconds`);
  const samples = TRANSACTION.exec(row.optional("responseMessage"))?.[1];
  return {
    // Generators of one test may give the same names to their threads.
    thread: row.optional("threadName") === "" ? "" : `${row.optional("Hostname")} ${row.optional("threadName")}`,
    label: row.text("label"),
    startMs,
    durationMs,
    endMs: startMs + durationMs + ((row.has("IdleTime") ? row.number("IdleTime") : null) ?? 0),
    transactionOf: samples === undefined ? undefined : Number(samples),
  };
}

/** Between these, a number of ms since 1970 lies in 1973 to 5138; one in another unit does not. */
const [MIN_MS, MAX_MS] = [1e11, 1e14];

function timeStampOf(row: Row): number {
  const text = row.text("timeStamp").trim();
  const value = Number(text);
  if (text !== "" && value >= MIN_MS && value < MAX_MS) return value;
  const unit =
    text === "" || Number.isNaN(value)
      ? "is a formatted time or none"
      : value < MIN_MS
        ? "is too small, as seconds would be"
        : "is too large, as microseconds or nanoseconds would be";
  const expected = `milliseconds since 1970 are needed; make JMeter write them with ${JTL_COLUMNS.timeStamp}`;
  throw row.invalid("timeStamp", `${JSON.stringify(text.slice(0, 60))} ${unit}: ${expected}`);
}

function record(aggregator: RequestAggregator, row: Row, { label, durationMs, endMs }: Sample): void {
  const success = row.text("success").trim().toLowerCase();
  if (success !== "true" && success !== "false")
    throw row.invalid("success", `${JSON.stringify(success)} is neither true nor false`);
  const code = row.optional("responseCode");
  const why = row.optional("failureMessage") || `${code} ${row.optional("responseMessage")}`.trim() || "not successful";
  aggregator.add({
    endpoint: label,
    endMs,
    durationMs,
    failure: success === "true" ? undefined : { class: failureClass(Number(code), why), message: why },
  });
  const users = row.has("allThreads") ? row.number("allThreads") : null;
  if (users !== null) aggregator.seconds.users(endMs, users);
}
