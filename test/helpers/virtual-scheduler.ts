import { DueQueue } from "../../lab/wan/due-queue.ts";

/** A scheduler whose clock only a test moves. */
export class VirtualScheduler {
  readonly #queue = new DueQueue();
  #nowMs = 0;

  now(): number {
    return this.#nowMs;
  }

  at(dueMs: number, action: () => void): void {
    this.#queue.push(dueMs, action);
  }

  /** Due time of the next action; `Infinity` if there is none. */
  get nextDueMs(): number {
    return this.#queue.nextDueMs;
  }

  advanceTo(nowMs: number): void {
    this.#nowMs = nowMs;
    this.#queue.runDue(nowMs);
  }
}
