import { medianInterval } from "./bootstrap.ts";

/** Prints each figure of a bench with the bar that it must reach, and counts the bars that it missed. */
export class Bars {
  #held = 0;
  #missed = 0;

  /** `holds` is `null` for a figure without a bar. */
  add(name: string, figure: string, holds: boolean | null, bar = ""): void {
    if (holds === true) this.#held += 1;
    if (holds === false) this.#missed += 1;
    const verdict = holds === null ? "      " : holds ? "held  " : "MISSED";
    console.log(`${verdict}  ${name}: ${figure}${bar === "" ? "" : `  (bar: ${bar})`}`);
  }

  /** The median of ratios with its 90 % interval; the bar holds if the lower bound reaches `least`. */
  addRatio(name: string, ratios: readonly number[], least: number | null): void {
    const { median, low, high } = medianInterval(ratios);
    const figure = `${median.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)}), ${ratios.length} rounds`;
    this.add(name, figure, least === null ? null : low >= least, least === null ? "" : `>= ${least}`);
  }

  /** Prints the counts, and sets the exit code to 1 if a bar was missed. */
  end(): void {
    console.log(`${this.#held} bars held, ${this.#missed} missed`);
    if (this.#missed > 0) process.exitCode = 1;
  }
}
