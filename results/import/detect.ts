/** Detects by the beginning of a file which tool wrote it, and reads it. */
import { open } from "node:fs/promises";
import { ioError } from "../archive/json.ts";
import { ResultsError } from "../errors.ts";
import { JTL_COLUMNS, readJmeter } from "./jmeter.ts";
import { readK6Stream } from "./k6-stream.ts";
import { readK6Summary } from "./k6-summary.ts";
import type { ImportedLoad } from "./imported-load.ts";
import { readLocust } from "./locust.ts";
import { readStackmark } from "./stackmark.ts";

const HEAD_BYTES = 4096;

/** @throws {ResultsError} RESULTS_FOREIGN_FILE with the supported files, RESULTS_NOT_FOUND, RESULTS_IO, and as the reader of this format */
export async function readForeign(file: string): Promise<ImportedLoad> {
  const head = await headOf(file);
  const firstLine = head.split("\n", 1)[0]!.replace(/^\ufeff/, "");
  const columns = firstLine.split(",").map((name) => name.trim().replaceAll('"', ""));
  if (/^\s*\{/.test(head)) {
    if (/^\s*\{\s*"schemaVersion"/.test(head)) return readStackmark(file);
    // A summary without indentation is one line, too; it starts with other keys.
    const isStream =
      /^\s*\{[^\n]*"type"\s*:\s*"(Metric|Point)"/.test(head) && !/^\s*\{\s*"(root_group|options)"/.test(head);
    return isStream ? readK6Stream(file) : readK6Summary(file);
  }
  if (columns.includes("Request Count") && columns.includes("Failure Count")) return readLocust(file);
  if (JTL_COLUMNS.every((name) => columns.includes(name))) return readJmeter(file);
  throw new ResultsError(
    "RESULTS_FOREIGN_FILE",
    `${file} cannot be imported. Supported files: Locust's <prefix>_stats.csv, k6's summary or JSON stream, JMeter's JTL as CSV, the result.json of stackmark load --out.${hintOn(head, columns)}`,
  );
}

/** A guess at what the file is, and what to do about it; empty if it is unknown. */
function hintOn(head: string, columns: readonly string[]): string {
  if (head.trim() === "") return " It is empty.";
  // The first bytes of gzip; the second one is not valid UTF-8.
  if (head.startsWith("\u001f\ufffd")) return " It is compressed: decompress it first (gunzip).";
  if (["Total Request Count", "Occurrences", "Traceback"].some((name) => columns.includes(name)))
    return " It belongs to Locust's files: name only the _stats.csv beside it; the others are found.";
  if (columns.includes("metric_name")) return " It is k6's CSV, which is not supported: run k6 with --out json.";
  if (/^\d{12,},\d+,/.test(head))
    return " It may be a JTL without its header: set jmeter.save.saveservice.print_field_names=true.";
  if (/^\s*<\?xml|^\s*<testResults/.test(head))
    return " It may be a JTL in XML: set jmeter.save.saveservice.output_format=csv.";
  return "";
}

async function headOf(file: string): Promise<string> {
  try {
    await using handle = await open(file);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.toString("utf8", 0, bytesRead);
  } catch (cause) {
    throw ioError("read", file, cause);
  }
}
