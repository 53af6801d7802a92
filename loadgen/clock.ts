/** A timer that can be cancelled. */
export interface Timer {
  cancel(): void;
}

/** Time as everything here sees it: real in workers, virtual in tests. */
export interface Clock {
  /** Monotonic, whole microseconds, from an origin of the clock's own. */
  nowUs(): number;
  /** Calls `action` once, at `dueUs` or as soon after as possible. */
  at(dueUs: number, action: () => void): Timer;
  /** Calls `action` once, after the sockets that are ready have been served. */
  soon(action: () => void): Timer;
}

/** Node timers can't sleep longer than this. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

export const realClock: Clock = {
  nowUs: () => Math.floor(performance.now() * 1000),
  at(dueUs, action) {
    // Timers count whole milliseconds and may fire early by a fraction of one: rounding up keeps `due` a lower bound.
    const delayMs = Math.ceil((dueUs - realClock.nowUs()) / 1000);
    const timer = setTimeout(action, Math.min(Math.max(0, delayMs), MAX_TIMEOUT_MS));
    return { cancel: () => clearTimeout(timer) };
  },
  soon(action) {
    const immediate = setImmediate(action);
    return { cancel: () => clearImmediate(immediate) };
  },
};
