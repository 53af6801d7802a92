/**
 * All that a script in a pod prints. The stream of a command that has ended may be closed before the last of its output was
 * delivered; `kubectl exec` lacks the same end then. So the script prints a mark at its end, and waits until its output was
 * read as far as that.
 */
import { Transform, type Duplex, type Readable, type TransformCallback } from "node:stream";

/**
 * `cat` waits for the end of the standard input; its own output stays open, because a command without one counts as ended.
 * @param mark which the script does not print itself. If it fails, it ends at once, and without the mark.
 */
export const markedScript = (script: string, mark: string): string =>
  [`( ${script}`, `) </dev/null && printf %s '${mark}' && cat`].join("\n");

/** Passes on what comes before a mark, and ends there. */
class UntilMark extends Transform {
  readonly #mark: Buffer;
  /** Perhaps the beginning of the mark. */
  #held = Buffer.alloc(0);
  isWhole = false;

  constructor(mark: string) {
    super();
    this.#mark = Buffer.from(mark);
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const all = Buffer.concat([this.#held, chunk]);
    const end = Math.max(0, all.length - this.#mark.length);
    this.#held = all.subarray(end);
    this.push(all.subarray(0, end));
    if (this.#held.equals(this.#mark)) {
      this.isWhole = true;
      this.push(null);
    }
    done();
  }
}

/**
 * @param command runs a {@link markedScript}
 * @returns what the script prints; it is destroyed with an error if that did not come whole
 */
export function wholeOutput(command: Duplex, mark: string): Readable {
  const output = new UntilMark(mark);
  const lost = (error: Error): void => {
    if (!output.isWhole) output.destroy(error);
  };
  command.on("error", lost);
  command.on("end", () => lost(new Error("the output of the script did not come whole")));
  output.on("end", () => output.destroy());
  output.on("close", () => command.destroy());
  command.pipe(output, { end: false });
  return output;
}
