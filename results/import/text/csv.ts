/** Reads CSV files of other tools in pieces, with access to cells by the names of their columns. */
import { pipeline, Readable } from "node:stream";
import { parse } from "csv-parse";
import { tooLarge } from "../../archive/json.ts";
import { MAX_LINE_BYTES } from "../../archive/ndjson.ts";
import { ResultsError } from "../../errors.ts";
import type { TextFile } from "./text-file.ts";

export interface Row {
  /** Line of the file on which the row ends. */
  line: number;
  /** @throws {ResultsError} RESULTS_INVALID if there is no such column */
  text(column: string): string;
  /** `null` if the cell is empty, `N/A` or `null`. @throws {ResultsError} RESULTS_INVALID if it is not a number otherwise */
  number(column: string): number | null;
  /**
   * A whole number, 0 if the cell is empty.
   * @param within the column of a count that includes this one
   * @throws {ResultsError} RESULTS_INVALID for another one
   */
  count(column: string, within?: string): number;
  has(column: string): boolean;
  /** As `text`, and "" if there is no such column. */
  optional(column: string): string;
  /** A RESULTS_INVALID that names the file, the line and the column. */
  invalid(column: string, what: string): ResultsError;
}

export interface Header {
  delimiter: string;
  columns: string[];
}

const DELIMITERS = [",", ";", "\t", "|"];

/** Reads the first line of a file with the delimiter that gives the most columns. */
export function headerOf(firstLine: string): Header {
  const headers = DELIMITERS.map((delimiter) => ({ delimiter, columns: columnsOf(firstLine, delimiter) }));
  return headers.reduce((best, header) => (header.columns.length > best.columns.length ? header : best));
}

export const firstLineOf = (text: string): string => text.split(/\r?\n/, 1)[0]!;

const columnsOf = (line: string, delimiter: string): string[] =>
  line.split(delimiter).map((name) => name.trim().replaceAll('"', ""));

/** Refuses the second of two rows that are equal in these columns, which the tool writes once. */
export function refuseRepeats(columns: readonly string[]): (row: Row) => void {
  const lines = new Map<string, number>();
  return (row) => {
    const values = columns.map((column) => row.optional(column));
    const key = JSON.stringify(values);
    const first = lines.get(key);
    if (first !== undefined) {
      const shown = values.map((value) => JSON.stringify(value.slice(0, 60))).join(", ");
      throw row.invalid(columns.join(", "), `${shown} is also in line ${first}; use the file as the tool wrote it`);
    }
    lines.set(key, row.line);
  };
}

/**
 * Calls `onRow` with each row below the header, whichever delimiter that has.
 * @param required columns that a file of this kind must have
 * @throws {ResultsError} RESULTS_FOREIGN_FILE, RESULTS_INVALID with file and line, RESULTS_CUT_SHORT inside quotes, RESULTS_TOO_LARGE, RESULTS_IO
 * @returns whether the last row was cut off; `onRow` is not called with it then
 */
export async function eachRow(
  source: TextFile,
  required: readonly string[],
  onRow: (row: Row) => void,
): Promise<boolean> {
  const file = source.path;
  const parser = parse({
    delimiter: headerOf(firstLineOf(await source.head())).delimiter,
    info: true,
    relax_column_count: true,
    max_record_size: MAX_LINE_BYTES,
    skip_empty_lines: true,
  });
  let ended = true;
  async function* chunks() {
    for await (const chunk of source.chunks()) {
      if (chunk !== "") ended = chunk.endsWith("\n");
      yield chunk;
    }
  }
  let header: string[] | undefined;
  // One row behind: the last row may be cut off, and only the end of the file shows which row is the last.
  let pending: { cells: string[]; line: number } | undefined;
  const flush = () => {
    if (!pending) return;
    const { cells, line } = pending;
    if (cells.length !== header!.length) throw misshapen(file, line, cells.length, header!.length);
    if (cells.every((cell, index) => cell === header![index])) throw secondHeader(file, line);
    onRow(rowOf(file, header!, cells, line));
  };
  try {
    // Errors of the source end the iteration of the parser, so the callback has nothing to do.
    const rows = pipeline(Readable.from(chunks()), parser, () => undefined);
    for await (const { record, info } of rows as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      if (!header) {
        header = record.map((name) => name.trim());
        const missing = required.filter((name) => !header!.includes(name));
        if (missing.length > 0) throw foreign(file, missing);
        const twice = header.filter((name, index) => name !== "" && header!.indexOf(name) < index);
        if (twice.length > 0) throw repeatedColumns(file, twice);
        continue;
      }
      flush();
      pending = { cells: record, line: info.lines };
    }
  } catch (cause) {
    throw translated(file, cause);
  }
  if (!header) throw foreign(file, required);
  if (source.isTruncated || (!ended && pending)) return true;
  flush();
  return false;
}

function rowOf(file: string, header: readonly string[], cells: readonly string[], line: number): Row {
  const invalid = (column: string, what: string) =>
    new ResultsError("RESULTS_INVALID", `${file}:${line}, column "${column}": ${what}`);
  const text = (column: string): string => {
    const value = cells[header.indexOf(column)];
    if (value === undefined) throw new ResultsError("RESULTS_INVALID", `${file}:${line} has no column "${column}"`);
    return value;
  };
  const number = (column: string): number | null => {
    const value = text(column).trim();
    if (value === "" || value === "N/A" || value === "null") return null;
    const parsed = Number(value);
    if (Number.isFinite(parsed)) return parsed;
    const comma = /^-?[\d.]+,\d+$/.test(value) ? DECIMAL_COMMA : "";
    throw invalid(column, `${JSON.stringify(value.slice(0, 60))} is not a number${comma}`);
  };
  const count = (column: string, within?: string): number => {
    const value = number(column) ?? 0;
    if (!Number.isSafeInteger(value) || value < 0) throw invalid(column, `${value} is not a count`);
    if (within === undefined || value <= count(within)) return value;
    throw invalid(column, `${value} is more than the ${count(within)} of "${within}"`);
  };
  const has = (column: string): boolean => header.includes(column);
  const optional = (column: string): string => (has(column) ? text(column) : "");
  return { line, text, number, count, has, optional, invalid };
}

const DECIMAL_COMMA =
  ", but has a decimal comma: import the file as the tool wrote it, before a spreadsheet or another locale changed it";

function foreign(file: string, missing: readonly string[]): ResultsError {
  const names = missing.map((name) => `"${name}"`).join(", ");
  return new ResultsError(
    "RESULTS_FOREIGN_FILE",
    `${file}:1 has no column ${names} in its header: it is a file of another kind`,
  );
}

function repeatedColumns(file: string, repeated: readonly string[]): ResultsError {
  const names = [...new Set(repeated)].map((name) => `"${name}"`).join(", ");
  const message = `${file}:1 has more than one column ${names}, and which one counts cannot be known; use the file as the tool wrote it`;
  return new ResultsError("RESULTS_INVALID", message);
}

function misshapen(file: string, line: number, columns: number, expected: number): ResultsError {
  const message = `${file}:${line} has ${columns} columns, its header ${expected}; use an unchanged copy`;
  return new ResultsError("RESULTS_INVALID", message);
}

function secondHeader(file: string, line: number): ResultsError {
  const message = `${file}:${line} repeats the header: results were appended to others; split the file there, and import each part as a file of its own`;
  return new ResultsError("RESULTS_INVALID", message);
}

function translated(file: string, cause: unknown): unknown {
  if (!(cause instanceof Error) || cause instanceof ResultsError) return cause;
  const { code, lines } = cause as Error & { code?: string; lines?: number };
  if (code?.startsWith("CSV_") !== true) return cause;
  const place = `${file}:${lines ?? 1}`;
  if (code === "CSV_MAX_RECORD_SIZE") return tooLarge(place, `a row of more than ${MAX_LINE_BYTES} bytes`);
  if (code === "CSV_QUOTE_NOT_CLOSED") {
    return new ResultsError("RESULTS_CUT_SHORT", `${place} ends inside a quoted cell; copy it again`, { cause });
  }
  return new ResultsError("RESULTS_INVALID", `${place} is not CSV: ${cause.message}`, { cause });
}
