/** CSV files of other tools: rows by the names of their columns, a piece at a time. */
import { createReadStream } from "node:fs";
import { parse } from "csv-parse";
import { ResultsError } from "../errors.ts";
import { ioError, tooLarge } from "../archive/json.ts";
import { MAX_LINE_BYTES } from "../archive/ndjson.ts";

export interface Row {
  /** Line of the file that the row ends on. */
  line: number;
  /** @throws {ResultsError} RESULTS_INVALID where there is no such column */
  text(column: string): string;
  /** `null` where the cell is empty or says that there is none. @throws {ResultsError} RESULTS_INVALID for anything else that is no number */
  number(column: string): number | null;
  has(column: string): boolean;
}

/**
 * Calls `onRow` with each row below the header.
 * @param required - columns without which it is no file of this kind
 * @throws {ResultsError} RESULTS_FOREIGN_FILE, RESULTS_INVALID with file and line, RESULTS_CUT_SHORT inside quotes, RESULTS_TOO_LARGE, RESULTS_IO
 * @returns whether the last row was cut off; it is not taken then
 */
export async function eachRow(file: string, required: readonly string[], onRow: (row: Row) => void): Promise<boolean> {
  const parser = parse({
    info: true,
    bom: true,
    relax_column_count: true,
    max_record_size: MAX_LINE_BYTES,
    skip_empty_lines: true,
  });
  let ended = true;
  const source = createReadStream(file);
  source.on("data", (chunk) => (ended = chunk.at(-1) === 0x0a));
  source.on("error", (error) => parser.destroy(error));
  source.pipe(parser);
  let header: string[] | null = null;
  // One behind: only at the end is it known that a row was the last, and perhaps cut off.
  let pending: { cells: string[]; line: number } | null = null;
  const flush = () => {
    if (!pending) return;
    const { cells, line } = pending;
    if (cells.length !== header!.length) {
      const message = `${file}:${line} has ${cells.length} columns, its header ${header!.length}`;
      throw new ResultsError("RESULTS_INVALID", `${message}; use an unchanged copy`);
    }
    onRow(rowOf(file, header!, cells, line));
  };
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      if (!header) {
        header = record;
        const missing = required.filter((name) => !record.includes(name));
        if (missing.length > 0) throw foreign(file, missing);
        continue;
      }
      flush();
      pending = { cells: record, line: info.lines };
    }
  } catch (cause) {
    throw translated(file, cause);
  } finally {
    source.destroy();
  }
  if (!header) throw foreign(file, required);
  if (ended || pending === null) {
    flush();
    return false;
  }
  return true;
}

function rowOf(file: string, header: readonly string[], cells: readonly string[], line: number): Row {
  const text = (column: string): string => {
    const value = cells[header.indexOf(column)];
    if (value === undefined) throw new ResultsError("RESULTS_INVALID", `${file}:${line} has no column "${column}"`);
    return value;
  };
  return {
    line,
    text,
    has: (column) => header.includes(column),
    number: (column) => {
      const value = text(column).trim();
      if (value === "" || value === "N/A" || value === "null") return null;
      const parsed = Number(value);
      if (Number.isFinite(parsed)) return parsed;
      const shown = JSON.stringify(value.slice(0, 60));
      throw new ResultsError("RESULTS_INVALID", `${file}:${line}, column "${column}": ${shown} is not a number`);
    },
  };
}

function foreign(file: string, missing: readonly string[]): ResultsError {
  const names = missing.map((name) => `"${name}"`).join(", ");
  return new ResultsError(
    "RESULTS_FOREIGN_FILE",
    `${file} has no column ${names} in its first line: it is a file of another kind`,
  );
}

function translated(file: string, cause: unknown): unknown {
  if (!(cause instanceof Error) || cause instanceof ResultsError) return cause;
  if ("syscall" in cause) return ioError("read", file, cause);
  const { code, lines } = cause as Error & { code?: string; lines?: number };
  const place = `${file}:${lines ?? 1}`;
  if (code === "CSV_MAX_RECORD_SIZE") return tooLarge(place, `a row of more than ${MAX_LINE_BYTES} bytes`);
  if (code === "CSV_QUOTE_NOT_CLOSED") {
    return new ResultsError("RESULTS_CUT_SHORT", `${place} ends inside a quoted cell; copy it again`, { cause });
  }
  return new ResultsError("RESULTS_INVALID", `${place} is not CSV: ${cause.message}`, { cause });
}
