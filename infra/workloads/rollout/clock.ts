/** Time, so that tests need not wait for it. */
import { setTimeout as delay } from "node:timers/promises";

export interface Clock {
  /** Time of day, in milliseconds. */
  now(): number;
  sleep(ms: number): Promise<void>;
}

export const realClock: Clock = { now: () => Date.now(), sleep: (ms) => delay(ms) };
