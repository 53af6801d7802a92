/** The lab's time: it may run faster than real time, and it can be put forward. */

export interface Clock {
  /** Since 1970. */
  nowMs(): number;
  /** Calls `action` once, at this time or as soon as possible after it. */
  at(timeMs: number, action: () => void): { cancel(): void };
  /** Real milliseconds until this time, unless the clock is put forward. */
  realMsUntil(timeMs: number): number;
}

export const sleepUntil = (clock: Clock, timeMs: number): Promise<void> =>
  new Promise((resolve) => void clock.at(timeMs, resolve));

interface Alarm {
  timeMs: number;
  action: () => void;
}

/** Longest delay of Node's own timers. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

export class LabClock implements Clock {
  readonly #speed: number;
  readonly #alarms = new Set<Alarm>();
  #timer: NodeJS.Timeout | undefined;
  #isRinging = false;
  /** The lab's time at a real time of `performance.now()`. */
  #base: { timeMs: number; realMs: number };

  /**
   * @param startMs the lab's time now
   * @param speed seconds of the lab in a real second; 0 stops the clock between calls of {@link advance}
   */
  constructor(startMs: number, speed: number) {
    this.#base = { timeMs: startMs, realMs: performance.now() };
    this.#speed = speed;
  }

  nowMs(): number {
    return Math.round(this.#base.timeMs + (performance.now() - this.#base.realMs) * this.#speed);
  }

  realMsUntil(timeMs: number): number {
    const leftMs = Math.max(0, timeMs - this.nowMs());
    return this.#speed === 0 ? 0 : leftMs / this.#speed;
  }

  at(timeMs: number, action: () => void): { cancel(): void } {
    const alarm = { timeMs, action };
    this.#alarms.add(alarm);
    this.#arm();
    return {
      cancel: () => {
        this.#alarms.delete(alarm);
        this.#arm();
      },
    };
  }

  /** Puts the clock forward. What was due until then is called at once, in the order of time. */
  advance(byMs: number): void {
    this.#base = { timeMs: this.nowMs() + byMs, realMs: performance.now() };
    this.#ring();
  }

  /** Forgets all alarms. */
  stop(): void {
    this.#alarms.clear();
    this.#arm();
  }

  #next(): Alarm | undefined {
    let next: Alarm | undefined;
    for (const alarm of this.#alarms) if (!next || alarm.timeMs < next.timeMs) next = alarm;
    return next;
  }

  #arm(): void {
    clearTimeout(this.#timer);
    const next = this.#next();
    if (!next || (this.#speed === 0 && next.timeMs > this.nowMs())) return;
    const delayMs = Math.min(Math.ceil(this.realMsUntil(next.timeMs)), MAX_TIMEOUT_MS);
    if (delayMs > 0) this.#timer = setTimeout(() => this.#ring(), delayMs);
    else this.#ringSoon();
  }

  /** Timers take at least a millisecond. */
  #ringSoon(): void {
    if (this.#isRinging) return;
    this.#isRinging = true;
    setImmediate(() => {
      this.#isRinging = false;
      this.#ring();
    });
  }

  #ring(): void {
    for (let next = this.#next(); next && next.timeMs <= this.nowMs(); next = this.#next()) {
      this.#alarms.delete(next);
      next.action();
    }
    this.#arm();
  }
}
