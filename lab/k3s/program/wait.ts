/** Waits for what becomes true. */
import { setTimeout as sleep } from "node:timers/promises";
import { messageOf } from "../../../base/errors.ts";

/** Tries without end. @param said hears of each failure */
export async function eventually<T>(
  attempt: () => Promise<T>,
  everyMs: number,
  said: (message: string) => void = () => undefined,
): Promise<T> {
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      said(messageOf(error));
    }
    await sleep(everyMs);
  }
}
