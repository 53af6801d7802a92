import type { EndpointCounts } from "../../measure/second.ts";
import { measuredSeconds } from "../../schedule/plan.ts";
import type { Segment } from "../../schema/cell.ts";

/** A time of the measured part in which requests failed and none succeeded. */
export interface Outage {
  /** First second without a success, from the load's start. */
  fromSecond: number;
  /** First second with a success again; `undefined` if there was none. */
  toSecond: number | undefined;
  /** The part of it that was measured. */
  durationMs: number;
  failed: number;
}

/** Shorter times, and those that failures at random explain with this probability, are no outages. */
const SHORTEST_MS = 1000;
const CHANCE = 0.01;

/** How the requests of each second ended, of all workers together. */
export class Outages {
  readonly #ok: number[] = [];
  readonly #failed: number[] = [];

  add(second: number, counts: readonly Pick<EndpointCounts, "ok" | "failed">[]): void {
    for (; this.#ok.length <= second; this.#ok.push(0)) this.#failed.push(0);
    for (const { ok, failed } of counts) {
      this.#ok[second]! += ok;
      this.#failed[second]! += failed;
    }
  }

  /**
   * In order. What ended after the measured part tells whether an outage was over, and counts as its failures.
   * @param segments clipped to the load's end
   * @param hung requests that were cut after more time than any answer took
   */
  list(segments: readonly Segment[], hung: number): Outage[] {
    const measured = segments.filter((segment) => segment.measured);
    if (measured.length === 0) return [];
    const { fromSecond } = measuredSeconds(segments);
    const endMs = Math.max(...measured.map((segment) => segment.endMs));
    const outages: Outage[] = [];
    for (let from = fromSecond; from * 1000 < endMs; from += 1) {
      const next = this.#ok.findIndex((ok, second) => second >= from && ok > 0);
      if (next === from) continue;
      const toSecond = next === -1 ? undefined : next;
      const failed = sum(this.#failed.slice(from, toSecond)) + (toSecond === undefined ? hung : 0);
      const durationMs = Math.min(endMs, toSecond === undefined ? endMs : toSecond * 1000) - from * 1000;
      const outage = { fromSecond: from, toSecond, durationMs, failed };
      if (durationMs >= SHORTEST_MS && failed > 0 && this.#chanceOf(outage) <= CHANCE) outages.push(outage);
      from = toSecond ?? Infinity;
    }
    return outages;
  }

  /** Probability of so many failures in a row, at the share of failures outside the outage. */
  #chanceOf({ fromSecond, toSecond, failed }: Outage): number {
    const outside = (values: number[]) => sum(values) - sum(values.slice(fromSecond, toSecond));
    const failedOutside = outside(this.#failed);
    const requests = failedOutside + outside(this.#ok);
    return requests === 0 ? 1 : (failedOutside / requests) ** failed;
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
