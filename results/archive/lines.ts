/** Lines of a file of any size, a piece at a time. */
import { createReadStream } from "node:fs";
import { ioError, tooLarge } from "./json.ts";

export const MAX_LINE_BYTES = 2 ** 20;
const NEWLINE = 0x0a;

/**
 * Calls `take` with each whole line and its number, from 1; a last line without an end is `rest`.
 * @throws {ResultsError} RESULTS_TOO_LARGE for a line beyond {@link MAX_LINE_BYTES}, RESULTS_NOT_FOUND, RESULTS_IO, and what `take` throws
 */
export async function eachLine(
  file: string,
  take: (line: string, number: number) => void,
): Promise<{ lines: number; rest: string }> {
  let rest: Buffer = Buffer.alloc(0);
  let lines = 0;
  const tooLong = () => tooLarge(`${file}:${lines + 1}`, `a line of more than ${MAX_LINE_BYTES} bytes`);
  const stream = createReadStream(file, { highWaterMark: 256 * 1024 });
  try {
    for await (const chunk of stream) {
      rest = rest.length === 0 ? (chunk as Buffer) : Buffer.concat([rest, chunk as Buffer]);
      let from = 0;
      for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE, from)) {
        if (end - from > MAX_LINE_BYTES) throw tooLong();
        const line = rest.toString("utf8", from, end);
        lines += 1;
        take(line, lines);
        from = end + 1;
      }
      rest = rest.subarray(from);
      if (rest.length > MAX_LINE_BYTES) throw tooLong();
    }
  } catch (cause) {
    if (cause instanceof Error && "syscall" in cause) throw ioError("read", file, cause);
    throw cause;
  }
  return { lines, rest: rest.toString("utf8") };
}
