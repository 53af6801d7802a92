/**
 * NDJSON read a piece at a time, so that memory stays bounded whatever the file is: one line has a longest length, a
 * file a largest number of lines.
 */
import { closeSync, createReadStream, ftruncateSync, fstatSync, openSync, readSync } from "node:fs";
import type { z } from "zod";
import { ioError, parseJson, tooLarge, validate } from "./json.ts";

export const MAX_LINE_BYTES = 2 ** 20;
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
  let rest: Buffer = Buffer.alloc(0);
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: 64 * 1024 })) {
      rest = rest.length === 0 ? (chunk as Buffer) : Buffer.concat([rest, chunk as Buffer]);
      for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE)) {
        const place = `${file}:${values.length + 1}`;
        if (values.length >= MAX_LINES) throw tooLarge(place, `more than ${MAX_LINES} lines`);
        if (end > MAX_LINE_BYTES) throw tooLarge(place, `a line of more than ${MAX_LINE_BYTES} bytes`);
        values.push(validate(place, parseJson(place, rest.toString("utf8", 0, end)), schema));
        rest = rest.subarray(end + 1);
      }
      if (rest.length > MAX_LINE_BYTES) {
        throw tooLarge(`${file}:${values.length + 1}`, `a line of more than ${MAX_LINE_BYTES} bytes`);
      }
    }
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return { values: [], cutOff: false };
    if (cause instanceof Error && "syscall" in cause) throw ioError("read", file, cause);
    throw cause;
  }
  return { values, cutOff: rest.length > 0 };
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
