import { startTimer, type Timer } from "../base/timer.ts";

export type { Timer } from "../base/timer.ts";

/** Time as everything here sees it: real in workers, virtual in tests. */
export interface Clock {
  /** Monotonic, whole microseconds, from an origin of the clock's own. */
  nowUs(): number;
  /** Calls `action` once, at `dueUs` or as soon after as possible. */
  at(dueUs: number, action: () => void): Timer;
  /** Calls `action` once, after the sockets that are ready have been served. */
  soon(action: () => void): Timer;
}

export const realClock: Clock = {
  nowUs: () => Math.floor(performance.now() * 1000),
  at(dueUs, action) {
    // Timers count whole milliseconds and may fire early by a fraction of one: rounding up keeps `due` a lower bound.
    return startTimer(Math.ceil((dueUs - realClock.nowUs()) / 1000), action);
  },
  soon(action) {
    const immediate = setImmediate(action);
    return { cancel: () => clearImmediate(immediate) };
  },
};
