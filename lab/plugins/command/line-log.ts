/** pulumi-command stops reading, and so never ends, at a longer line. */
const MAX_LINE_BYTES = 64 * 1024;
const NEWLINE = 0x0a;

/** Cuts output into lines as it comes. */
export class LineLog {
  readonly #onLine: (line: string) => void;
  #rest: Buffer[] = [];
  #restBytes = 0;

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  /** @throws for a line that pulumi-command cannot log */
  push(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      this.#keep(chunk.subarray(start, end));
      this.#flush();
      start = end + 1;
    }
    if (start < chunk.length) this.#keep(chunk.subarray(start));
  }

  end(): void {
    if (this.#restBytes > 0) this.#flush();
  }

  #keep(part: Buffer): void {
    this.#rest.push(part);
    this.#restBytes += part.length;
    if (this.#restBytes >= MAX_LINE_BYTES)
      throw new Error(
        `a line of output has more than ${MAX_LINE_BYTES - 1} bytes, where pulumi-command waits for ever ` +
          '(shorten it, or set `logging` to "none")',
      );
  }

  #flush(): void {
    const line = Buffer.concat(this.#rest).toString().replace(/\r$/, "");
    this.#rest = [];
    this.#restBytes = 0;
    this.#onLine(line);
  }
}
