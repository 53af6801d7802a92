/** Detects by the beginning of a file which tool wrote it, and reads it. */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { RESULT_FILE } from "../archive/layout.ts";
import { foreignFile } from "./foreign-file.ts";
import type { ImportedLoad } from "./imported-load.ts";
import { JTL_COLUMNS, readJmeter } from "./jmeter/jtl.ts";
import { CSV_COLUMNS, readK6Csv } from "./k6/csv-stream.ts";
import { readK6Stream } from "./k6/json-stream.ts";
import { readK6Summary } from "./k6/summary.ts";
import { readLocust } from "./locust/stats.ts";
import { otherToolOf } from "./other-tools.ts";
import { readStackmark } from "./stackmark.ts";
import { firstLineOf, headerOf } from "./text/csv.ts";
import { TextFile } from "./text/text-file.ts";

/**
 * @param path a file, or the folder of `stackmark load --out`
 * @throws {ResultsError} RESULTS_FOREIGN_FILE with the supported files, RESULTS_NOT_FOUND, RESULTS_IO, and as the reader of this format
 */
export async function readForeign(path: string): Promise<ImportedLoad> {
  const isFolder = (await stat(path).catch(() => undefined))?.isDirectory() === true;
  if (isFolder && !(await stat(join(path, RESULT_FILE)).catch(() => undefined)))
    throw foreignFile(`${path} is a directory without the ${RESULT_FILE} of stackmark load --out.`);
  return readParts([isFolder ? join(path, RESULT_FILE) : path]);
}

/**
 * Reads files that processes of one tool wrote at the same time as one load: every request of them counts once.
 * @param paths files of one format; several only of a format that has every request
 * @throws {ResultsError} as `readForeign`
 */
export async function readParts(paths: readonly string[]): Promise<ImportedLoad> {
  const sources = paths.map((path) => new TextFile(path));
  const readers = await Promise.all(sources.map(readerFor));
  const [reader] = readers;
  const odd = readers.findIndex((each) => each !== reader);
  if (odd >= 0) throw foreignFile(`${paths[odd]} and ${paths[0]} are of different formats.`);
  return reader!(sources);
}

type Reader = (sources: readonly TextFile[]) => Promise<ImportedLoad>;

async function readerFor(source: TextFile): Promise<Reader> {
  const head = await source.head();
  const tool = otherToolOf(head);
  const reader = tool === undefined ? readerOf(head) : undefined;
  if (reader) return reader;
  if (tool === undefined) throw foreignFile(`${source.path} cannot be imported.${hintOn(head)}`);
  throw foreignFile(
    `${source.path} was written by ${tool}, whose results are not imported: measure with \`stackmark load\` or \`stackmark ab\` instead.`,
  );
}

/** Readers of formats without single requests, which cannot be added. */
const SUMMARIES: Record<"stackmark" | "k6" | "locust", Reader> = {
  stackmark: alone(readStackmark),
  k6: alone(readK6Summary),
  locust: alone(readLocust),
};

function alone(read: (source: TextFile) => Promise<ImportedLoad>): Reader {
  return ([source, ...others]) => {
    const names = others.map(({ path }) => path).join(", ");
    if (others.length > 0) throw foreignFile(`${source!.path} has no single requests, so ${names} cannot be added.`);
    return read(source!);
  };
}

function readerOf(head: string): Reader | undefined {
  const firstLine = firstLineOf(head);
  if (/^\s*\{/.test(head)) {
    if (/^\s*\{\s*"schemaVersion"/.test(head)) return SUMMARIES.stackmark;
    if (HINTS.some(([pattern]) => pattern.test(head))) return undefined;
    // A summary without indentation is one line, too; it starts with other keys.
    const isStream =
      /^\s*\{[^\n]*"type"\s*:\s*"(Metric|Point)"/.test(firstLine) && /^\s*\{\s*"(metric|type|data)"/.test(firstLine);
    return isStream ? readK6Stream : SUMMARIES.k6;
  }
  const { columns } = headerOf(firstLine);
  const has = (names: readonly string[]) => names.every((name) => columns.includes(name));
  if (has(["Request Count", "Failure Count"])) return SUMMARIES.locust;
  if (has(CSV_COLUMNS)) return readK6Csv;
  return has(Object.keys(JTL_COLUMNS)) ? readJmeter : undefined;
}

/** What begins a file that is not supported, and what to do about it. */
const HINTS: readonly (readonly [RegExp, string])[] = [
  [/^\s*$/, "It is empty."],
  [/^\s*\{\s*"kind"\s*:\s*"stackmark-/, "It belongs to an archive: copy the folder of its run below <home>/runs."],
  [
    /^[^\n{]*(Total Request Count|Occurrences|Traceback)/,
    "It belongs to Locust's files: name only the _stats.csv beside it; the others are found.",
  ],
  [/^\s*\[?\s*\{\s*"(name|method)"[^{}]*"num_requests"/, "It is what Locust's --json prints: use --csv PREFIX."],
  [/^\s*Type +Name +# reqs/, "It is what Locust prints: use --csv PREFIX."],
  [/http_req_duration\.{3}/, "It is what k6 prints: use --summary-export FILE, or --out json=FILE."],
  [/^\s*\{\s*"[^"]*"\s*:\s*\{\s*"transaction"/, "It belongs to JMeter's report: import the JTL (jmeter -l FILE)."],
  [/^\s*<(!doctype )?html/i, "It is a web page: import the file that it was made from."],
  [/^(PK|\x28\ufffd|BZh|\ufffd7zXZ)/, "It is compressed: decompress it first, or use gzip."],
  [
    /^"?\d{9,}"?[,;\t|]"?\d+"?[,;\t|]/,
    "It may be a JTL without its header: set jmeter.save.saveservice.print_field_names=true.",
  ],
  [
    /^\s*(<\?xml[^>]*>\s*)?<testResults/,
    "It is a JTL in XML: set jmeter.save.saveservice.output_format=csv and run the test again.",
  ],
  [/^\s*<\?xml/, "It is XML; if it is a JTL, set jmeter.save.saveservice.output_format=csv and run the test again."],
  [/^"?Label"?,"?# Samples/, "It is a table of JMeter's listeners: import the JTL with the samples (jmeter -l FILE)."],
];

/** A guess at what the file is, and what to do about it; empty if it is unknown. */
function hintOn(head: string): string {
  const firstLine = firstLineOf(head);
  const { columns } = headerOf(firstLine);
  const missing = Object.entries(JTL_COLUMNS).filter(([column]) => !columns.includes(column));
  // Half of its columns are enough to know a JTL.
  if (missing.length <= 2) {
    const properties = missing.map(([column, property]) => `"${column}" (${property})`).join(", ");
    return ` It is a JTL without ${properties}: set this in jmeter.properties and run the test again.`;
  }
  if (/timeStamp.elapsed/.test(firstLine))
    return " It is a JTL with an unknown delimiter: set jmeter.save.saveservice.default_delimiter to , or ; or \\t.";
  const [, hint] = HINTS.find(([pattern]) => pattern.test(head)) ?? [];
  return hint === undefined ? "" : ` ${hint}`;
}
