import type { Second } from "../result/cell.ts";

/** Ends a load when too large a share of its requests fails, over a window of whole seconds. */
export class ErrorRateWatch {
  readonly #limit: { share: number; windowMs: number };
  readonly #window: { requests: number; failures: number }[] = [];

  constructor(limit: { share: number; windowMs: number }) {
    this.#limit = limit;
  }

  /** The share of the window that ends with this second, where it is full and above the limit; else `null`. */
  add({ requests, failures }: Pick<Second, "requests" | "failures">): number | null {
    const seconds = Math.ceil(this.#limit.windowMs / 1000);
    this.#window.push({ requests, failures });
    if (this.#window.length > seconds) this.#window.shift();
    if (this.#window.length < seconds) return null;
    const sum = (of: "requests" | "failures") => this.#window.reduce((total, each) => total + each[of], 0);
    const share = sum("failures") / sum("requests");
    // Without a request there is no share, and NaN is above no limit.
    return share > this.#limit.share ? share : null;
  }
}
