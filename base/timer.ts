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
 * Time of day in milliseconds, as the system's clock had it when this process started, plus the monotonic time since. When
 * that clock is set, differences between such times remain durations.
 */
export const steadyTimeOfDay = (): number => performance.timeOrigin + performance.now();
