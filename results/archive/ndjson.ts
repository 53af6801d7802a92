/**
 * Reads NDJSON in chunks, with limits on the length of a line and the number of lines, so that memory stays bounded
 * whatever the file contains.
 */
import { closeSync, createReadStream, fstatSync, ftruncateSync, openSync, readSync } from "node:fs";
import type { z } from "zod";
import { ResultsError } from "../errors.ts";
import { ioError, parseJson, tooLarge, validate } from "./json.ts";

/** About eleven days at one line per second. */
export const MAX_LINES = 1_000_000;
const NEWLINE = 0x0a;

export interface Lines<T> {
  values: T[];
  /** The last line is incomplete, because its writer was cut off; `values` does not include it. */
  cutOff: boolean;
}

/**
 * Reads all complete lines; none if the file does not exist.
 * @throws {ResultsError} as `readJson`, with `file:line` as the place
 */
export async function readLines<S extends z.ZodType>(file: string, schema: S): Promise<Lines<z.infer<S>>> {
  const values: z.infer<S>[] = [];
  try {
    const { rest } = await eachLine(file, (line, number) => {
      const place = `${file}:${number}`;
      if (number > MAX_LINES) throw tooLarge(place, `more than ${MAX_LINES} lines`);
      values.push(validate(place, parseJson(place, line), schema));
    });
    return { values, cutOff: rest.length > 0 };
  } catch (cause) {
    if (cause instanceof ResultsError && cause.code === "RESULTS_NOT_FOUND") return { values: [], cutOff: false };
    throw cause;
  }
}

/** Opens for appending after the last complete line: an incomplete line of an earlier writer would damage the next one. */
export function openForAppending(file: string): number {
  const fd = openSync(file, "a+");
  try {
    const { size } = fstatSync(fd);
    const tail = Buffer.alloc(Math.min(size, MAX_LINE_BYTES));
    readSync(fd, tail, 0, tail.length, size - tail.length);
    const end = tail.lastIndexOf(NEWLINE);
    if (end < 0 && size > tail.length) throw tooLarge(file, `its last line has more than ${MAX_LINE_BYTES} bytes`);
    if (end + 1 < tail.length) ftruncateSync(fd, size - tail.length + end + 1);
    return fd;
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

export const MAX_LINE_BYTES = 2 ** 20;

/**
 * Calls `onLine` with each complete line and its number, from 1; `rest` is an incomplete last line. Decodes whole chunks,
 * because decoding line by line would take longer than searching for the ends of lines.
 * @param chunks the text of the file, if it is not plain UTF-8
 * @throws {ResultsError} RESULTS_TOO_LARGE for a line of more than {@link MAX_LINE_BYTES} characters, RESULTS_NOT_FOUND, RESULTS_IO, and what `onLine` throws
 */
export async function eachLine(
  file: string,
  onLine: (line: string, number: number) => void,
  chunks: AsyncIterable<string> = createReadStream(file, { highWaterMark: 256 * 1024, encoding: "utf8" }),
): Promise<{ lines: number; rest: string }> {
  let rest = "";
  let lines = 0;
  const checkLength = (length: number) => {
    if (length > MAX_LINE_BYTES)
      throw tooLarge(`${file}:${lines + 1}`, `a line of more than ${MAX_LINE_BYTES} characters`);
  };
  try {
    for await (const chunk of chunks) {
      const text = rest + chunk;
      let from = 0;
      for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", from)) {
        checkLength(end - from);
        lines += 1;
        onLine(text.slice(from, end), lines);
        from = end + 1;
      }
      rest = text.slice(from);
      checkLength(rest.length);
    }
  } catch (cause) {
    if (cause instanceof Error && "syscall" in cause) throw ioError("read", file, cause);
    throw cause;
  }
  return { lines, rest };
}
