import { DueQueue } from "./due-queue.ts";

/** Node's timers fire up to this late, so they are set this much too early and the rest is spent in naps. */
const TIMER_SLACK_MS = 1.5;
/** Longest time without serving the sockets. */
const NAP_MS = 0.25;
/** A nap overshoots by about this. */
const NAP_SLACK_MS = 0.08;

const neverNotified = new Int32Array(new SharedArrayBuffer(4));

/**
 * Runs actions at their due times, never early, and late by a few hundredths of a millisecond.
 *
 * Shortly before a due time, the thread takes naps, which are far shorter than the timers' millisecond and, unlike
 * spinning, take almost no CPU time. Sockets are served between naps.
 */
export class Scheduler {
  readonly #queue = new DueQueue();
  #timer: NodeJS.Timeout | undefined;
  #timerForMs = Infinity;
  #immediate = false;

  now(): number {
    return performance.now();
  }

  at(dueMs: number, action: () => void): void {
    this.#queue.push(dueMs, action);
    this.#arm();
  }

  #arm(): void {
    const dueMs = this.#queue.nextDueMs;
    if (this.#immediate || dueMs >= this.#timerForMs) return;
    clearTimeout(this.#timer);
    const coarseMs = dueMs - this.now() - TIMER_SLACK_MS;
    if (coarseMs >= 1) {
      this.#timerForMs = dueMs;
      this.#timer = setTimeout(() => this.#tick(), Math.floor(coarseMs));
    } else {
      this.#timerForMs = Infinity;
      this.#immediate = true;
      setImmediate(() => this.#tick());
    }
  }

  #tick(): void {
    this.#immediate = false;
    this.#timerForMs = Infinity;
    this.#queue.runDue(this.now());
    const leftMs = this.#queue.nextDueMs - this.now();
    if (leftMs > NAP_SLACK_MS && leftMs < TIMER_SLACK_MS + 1) {
      Atomics.wait(neverNotified, 0, 0, Math.min(NAP_MS, leftMs - NAP_SLACK_MS));
    }
    if (this.#queue.nextDueMs < Infinity) this.#arm();
  }
}
