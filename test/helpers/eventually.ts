const PATIENCE_MS = 10_000;
const ATTEMPTS = 5;

/** Waits, a turn of the event loop at a time, until something holds; fails with `what` where it never does. */
export async function eventually(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const untilMs = performance.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (performance.now() > untilMs) throw new Error(`never came true: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/**
 * The first attempt that the machine was quick enough for, or the last: what is wrong for another reason is wrong in
 * each. For what must be measured in real time.
 */
export async function soundAttempt<T>(
  attempt: (index: number) => Promise<T>,
  isSound: (made: T) => boolean,
): Promise<T> {
  let made = await attempt(0);
  for (let index = 1; index < ATTEMPTS && !isSound(made); index += 1) made = await attempt(index);
  return made;
}
