/** Waits for what becomes true. */
import { setTimeout as sleep } from "node:timers/promises";

export interface Patience {
  limitMs: number;
  /** Between two attempts. */
  everyMs: number;
}

/** @returns the first answer that is not `undefined`; `undefined` if there was none within the limit */
export async function answerWithin<T>(
  ask: () => Promise<T | undefined>,
  { limitMs, everyMs }: Patience,
): Promise<T | undefined> {
  const untilMs = performance.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined || performance.now() > untilMs) return answer;
    await sleep(everyMs);
  }
}

/** @returns whether it held within the limit */
export const holdsWithin = async (holds: () => Promise<boolean>, patience: Patience): Promise<boolean> =>
  (await answerWithin(async () => ((await holds()) ? true : undefined), patience)) === true;
