import { quantity } from "../../base/format.ts";
import { addSparse, Histogram } from "../histogram/index.ts";
import type { TimingKind } from "../schema/request.ts";
import type { ParsedSpec } from "../schema/spec.ts";
import type { MergedSecond } from "./seconds.ts";

type Limit = NonNullable<ParsedSpec["maxLatency"]>[number];

/** Requests of a window that must lie above its percentile, so that one slow request ends no load. */
const LEAST_ABOVE = 2;

/** Ends a load when a percentile of its latencies is too high, over a window of whole seconds. */
export class LatencyWatch {
  readonly #limits: readonly Limit[];
  readonly #headline: TimingKind;
  readonly #length: number;
  /** Of the latest seconds, the oldest first. */
  readonly #seconds: Histogram[] = [];

  /** @param headline the kind of time that counts as a request's latency */
  constructor(limits: readonly Limit[], headline: TimingKind) {
    this.#limits = limits;
    this.#headline = headline;
    this.#length = Math.max(0, ...limits.map(secondsOf));
  }

  /** What is too slow in a full window that ends with this second, in words; `undefined` if nothing is, or too few requests ended. */
  add({ measured }: Pick<MergedSecond, "measured">): string | undefined {
    if (this.#length === 0) return undefined;
    const latest = new Histogram();
    for (const entry of measured.histograms) {
      if (entry.kind === this.#headline && entry.outcome === "ok") addSparse(latest, entry);
    }
    this.#seconds.push(latest);
    if (this.#seconds.length > this.#length) this.#seconds.shift();
    return this.#limits.map((limit) => this.#exceeded(limit)).find((text) => text !== undefined);
  }

  #exceeded(limit: Limit): string | undefined {
    const { quantile, limitMs } = limit;
    const seconds = secondsOf(limit);
    if (this.#seconds.length < seconds) return undefined;
    const window = new Histogram();
    for (const each of this.#seconds.slice(-seconds)) window.add(each);
    const us = window.quantile(quantile);
    if (us === undefined || us / 1000 <= limitMs || window.count * (1 - quantile) < LEAST_ABOVE - 1e-9)
      return undefined;
    const name = `p${Number((100 * quantile).toFixed(2))}`;
    return `the ${name} of the last ${seconds} s was ${quantity(us / 1000, "ms")}, above ${quantity(limitMs, "ms")}`;
  }
}

const secondsOf = ({ windowMs }: Limit): number => Math.ceil(windowMs / 1000);
