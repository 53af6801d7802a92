/** Lines of a file of any size, a piece at a time. */
import { createReadStream } from "node:fs";
import { ioError, tooLarge } from "./json.ts";

export const MAX_LINE_BYTES = 2 ** 20;

/**
 * Calls `take` with each whole line and its number, from 1; a last line without an end is `rest`. A piece becomes text as a
 * whole: line by line that would take longer than to look through it.
 * @throws {ResultsError} RESULTS_TOO_LARGE for a line of more than {@link MAX_LINE_BYTES} characters, RESULTS_NOT_FOUND, RESULTS_IO, and what `take` throws
 */
export async function eachLine(
  file: string,
  take: (line: string, number: number) => void,
): Promise<{ lines: number; rest: string }> {
  let rest = "";
  let lines = 0;
  const checkLength = (length: number) => {
    if (length > MAX_LINE_BYTES)
      throw tooLarge(`${file}:${lines + 1}`, `a line of more than ${MAX_LINE_BYTES} characters`);
  };
  const stream = createReadStream(file, { highWaterMark: 256 * 1024, encoding: "utf8" });
  try {
    for await (const piece of stream) {
      const text = rest + (piece as string);
      let from = 0;
      for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", from)) {
        checkLength(end - from);
        lines += 1;
        take(text.slice(from, end), lines);
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
