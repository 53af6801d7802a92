/** Timers of any length, and a time of day without steps. */

/** Node's own timers fire at once if they are longer: 24.8 days. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

export interface Timer {
  cancel(): void;
}

/** Calls `action` once, after `delayMs` of any length. For every delay that a user may choose. */
export function startTimer(delayMs: number, action: () => void): Timer {
  let timer: NodeJS.Timeout;
  const arm = (leftMs: number): void => {
    const next = leftMs > MAX_TIMEOUT_MS ? () => arm(leftMs - MAX_TIMEOUT_MS) : action;
    timer = setTimeout(next, Math.min(leftMs, MAX_TIMEOUT_MS));
  };
  arm(Math.max(0, delayMs));
  return { cancel: () => clearTimeout(timer) };
}

/**
 * A clock for times of day in whole milliseconds: those of the system's clock now, plus the monotonic time since. Setting the
 * system's clock later changes none of its times, so their differences are durations.
 */
export function startTimeOfDay(): () => number {
  const offsetMs = Date.now() - performance.now();
  return () => Math.round(offsetMs + performance.now());
}
