import { terminalWidth } from "../../base/terminal.ts";
import type { Output } from "../context.ts";

const ERASE = "\r\u001b[K";

/** The line that shows what is going on: replaced in place on a terminal; elsewhere, printed now and then. */
export class LiveLine {
  readonly #output: Output;

  constructor(output: Output) {
    this.#output = output;
  }

  get #isTerminal(): boolean {
    return this.#output.isTTY === true;
  }

  /** @param isDue whether it is also printed without a terminal */
  show(line: string, isDue: boolean): void {
    if (this.#isTerminal) this.#output.write(`${ERASE}${this.clipped(line)}`);
    else if (isDue) this.#output.write(`${line}\n`);
  }

  /** Prints a line that stays. */
  keep(line: string): void {
    this.clear();
    this.#output.write(`${line}\n`);
  }

  clear(): void {
    if (this.#isTerminal) this.#output.write(ERASE);
  }

  /** At most as wide as the terminal: a wider line would wrap, and could not be erased. */
  clipped(line: string): string {
    const columns = terminalWidth(this.#output) ?? 80;
    return !this.#isTerminal || line.length < columns ? line : `${line.slice(0, columns - 2)}…`;
  }
}
