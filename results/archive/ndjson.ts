/**
 * NDJSON read a piece at a time, so that memory stays bounded whatever the file is: one line has a longest length, a
 * file a largest number of lines.
 */
import { closeSync, ftruncateSync, fstatSync, openSync, readSync } from "node:fs";
import type { z } from "zod";
import { ResultsError } from "../errors.ts";
import { parseJson, tooLarge, validate } from "./json.ts";
import { MAX_LINE_BYTES, eachLine } from "./lines.ts";

/** Some 28 hours at one line a second. */
export const MAX_LINES = 100_000;
const NEWLINE = 0x0a;

export interface Lines<T> {
  values: T[];
  /** The last line had no end: the writer was cut off in it. It is not among the values. */
  cutOff: boolean;
}

/**
 * A file that doesn't exist has no lines.
 * @throws {ResultsError} as `readJson`, with `file:line` as the place.
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

/** Opens for appending, after the last whole line: half a line that a cut-off writer left would spoil the next one. */
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
