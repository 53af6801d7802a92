const PATIENCE_MS = 10_000;
const ATTEMPTS = 5;

/** Waits until a condition holds, which it checks every millisecond. Fails with `what` after 10 seconds by default. */
export async function eventually(
  holds: () => boolean | Promise<boolean>,
  what: string,
  patienceMs = PATIENCE_MS,
): Promise<void> {
  const untilMs = performance.now() + patienceMs;
  while (!(await holds())) {
    if (performance.now() > untilMs) throw new Error(`never came true: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/**
 * Repeats a measurement in real time until the machine was fast enough for it, and returns the last attempt. A result
 * that is wrong for another reason is wrong in every attempt.
 */
export async function soundAttempt<T>(
  attempt: (index: number) => Promise<T>,
  isSound: (result: T) => boolean,
): Promise<T> {
  let result = await attempt(0);
  for (let index = 1; index < ATTEMPTS && !isSound(result); index += 1) result = await attempt(index);
  return result;
}
