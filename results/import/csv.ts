/** Reads CSV files of other tools in chunks, with access to cells by the names of their columns. */
import { createReadStream } from "node:fs";
import { parse } from "csv-parse";
import { ResultsError } from "../errors.ts";
import { ioError, tooLarge } from "../archive/json.ts";
import { MAX_LINE_BYTES } from "../archive/ndjson.ts";

export interface Row {
  /** Line of the file on which the row ends. */
  line: number;
  /** @throws {ResultsError} RESULTS_INVALID if there is no such column */
  text(column: string): string;
  /** `null` if the cell is empty, `N/A` or `null`. @throws {ResultsError} RESULTS_INVALID if it is not a number otherwise */
  number(column: string): number | null;
  has(column: string): boolean;
}

/**
 * Calls `onRow` with each row below the header.
 * @param required columns that a file of this kind must have
 * @throws {ResultsError} RESULTS_FOREIGN_FILE, RESULTS_INVALID with file and line, RESULTS_CUT_SHORT inside quotes, RESULTS_TOO_LARGE, RESULTS_IO
 * @returns whether the last row was cut off; `onRow` is not called with it then
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
  let header: string[] | undefined;
  // One row behind: the last row may be cut off, and only the end of the file shows which row is the last.
  let pending: { cells: string[]; line: number } | undefined;
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
  if (ended || !pending) {
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
