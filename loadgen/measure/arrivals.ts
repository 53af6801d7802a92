import type { DropReason } from "../schema/request.ts";
import type { ArrivalCounts } from "./second.ts";

export function noArrivals(segment: number): ArrivalCounts {
  return { segment, planned: 0, released: 0, dropped: { "pool-full": 0, "generator-late": 0 } };
}

export function addArrivals(into: ArrivalCounts, from: ArrivalCounts): void {
  into.planned += from.planned;
  into.released += from.released;
  for (const reason of Object.keys(into.dropped) as DropReason[]) into.dropped[reason] += from.dropped[reason];
}

export function droppedIn(counts: ArrivalCounts): number {
  return Object.values(counts.dropped).reduce((sum, count) => sum + count, 0);
}

/** Arrivals by segment. */
export class ArrivalCounters {
  readonly #bySegment = new Map<number, ArrivalCounts>();

  get isEmpty(): boolean {
    return this.#bySegment.size === 0;
  }

  of(segment: number): ArrivalCounts {
    let counts = this.#bySegment.get(segment);
    if (counts === undefined) this.#bySegment.set(segment, (counts = noArrivals(segment)));
    return counts;
  }

  add(counts: ArrivalCounts): void {
    addArrivals(this.of(counts.segment), counts);
  }

  list(): ArrivalCounts[] {
    return [...this.#bySegment.values()].sort((a, b) => a.segment - b.segment);
  }

  flush(): ArrivalCounts[] {
    const flushed = this.list();
    this.#bySegment.clear();
    return flushed;
  }

  total(): ArrivalCounts {
    const sum = noArrivals(-1);
    for (const counts of this.#bySegment.values()) addArrivals(sum, counts);
    return sum;
  }
}
