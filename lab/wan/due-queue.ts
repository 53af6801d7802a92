interface Entry {
  dueMs: number;
  /** Keeps entries of one due time in the order in which they came. */
  sequence: number;
  action: () => void;
}

/** Actions by due time: a binary heap, its root the next one due. */
export class DueQueue {
  readonly #heap: Entry[] = [];
  #sequence = 0;

  /** `Infinity` where nothing waits. */
  get nextDueMs(): number {
    return this.#heap[0]?.dueMs ?? Infinity;
  }

  push(dueMs: number, action: () => void): void {
    const heap = this.#heap;
    const entry = { dueMs, sequence: this.#sequence++, action };
    let at = heap.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(entry, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = entry;
  }

  /** Runs everything due at `nowMs`, in order. Actions may push more. */
  runDue(nowMs: number): void {
    while (this.nextDueMs <= nowMs) this.#pop().action();
  }

  #pop(): Entry {
    const heap = this.#heap;
    const root = heap[0]!;
    const last = heap.pop()!;
    if (heap.length === 0) return root;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child += 1;
      if (!isBefore(heap[child]!, last)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
    return root;
  }
}

const isBefore = (a: Entry, b: Entry): boolean => a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.sequence < b.sequence);
