import type { Clock, Timer } from "../clock.ts";

interface Entry {
  dueUs: number;
  order: number;
  action: () => void;
}

/**
 * Many due times behind one timer: a binary heap, released in order, equal times first come first served.
 *
 * Ten thousand thinking users cost one timer; whatever is due when it fires is released in the same turn.
 */
export class TimerQueue {
  readonly #clock: Clock;
  readonly #heap: Entry[] = [];
  #order = 0;
  #timer: Timer | null = null;
  #timerDueUs = Infinity;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#heap.length;
  }

  add(dueUs: number, action: () => void): void {
    this.#push({ dueUs, order: this.#order++, action });
    if (dueUs < this.#timerDueUs) this.#arm();
  }

  /** Forgets everything. */
  clear(): void {
    this.#heap.length = 0;
    this.#disarm();
  }

  #arm(): void {
    this.#disarm();
    const next = this.#heap[0];
    if (next === undefined) return;
    this.#timerDueUs = next.dueUs;
    this.#timer = this.#clock.at(next.dueUs, this.#release);
  }

  #disarm(): void {
    this.#timer?.cancel();
    this.#timer = null;
    this.#timerDueUs = Infinity;
  }

  readonly #release = (): void => {
    const now = this.#clock.nowUs();
    // Actions may add entries: the timer is armed once, for what is left at the end.
    this.#timerDueUs = -Infinity;
    while (this.#heap.length > 0 && this.#heap[0]!.dueUs <= now) this.#pop().action();
    this.#arm();
  };

  #push(entry: Entry): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(entry);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!before(entry, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = entry;
  }

  #pop(): Entry {
    const heap = this.#heap;
    const first = heap[0]!;
    const last = heap.pop()!;
    if (heap.length > 0) this.#sink(last);
    return first;
  }

  #sink(entry: Entry): void {
    const heap = this.#heap;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child += 1;
      if (!before(heap[child]!, entry)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = entry;
  }
}

function before(a: Entry, b: Entry): boolean {
  return a.dueUs < b.dueUs || (a.dueUs === b.dueUs && a.order < b.order);
}
