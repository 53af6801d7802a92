import TinyQueue from "tinyqueue";

interface Entry {
  dueMs: number;
  /** Keeps entries with the same due time in the order in which they were added. */
  sequence: number;
  action: () => void;
}

/** Actions by due time. */
export class DueQueue {
  readonly #heap = new TinyQueue<Entry>([], (a, b) => a.dueMs - b.dueMs || a.sequence - b.sequence);
  #sequence = 0;

  /** `Infinity` if the queue is empty. */
  get nextDueMs(): number {
    return this.#heap.peek()?.dueMs ?? Infinity;
  }

  push(dueMs: number, action: () => void): void {
    this.#heap.push({ dueMs, sequence: this.#sequence++, action });
  }

  /** Runs everything due at `nowMs`, in order. Actions may push more. */
  runDue(nowMs: number): void {
    while (this.nextDueMs <= nowMs) this.#heap.pop()!.action();
  }
}
