/** The time of day as a resource that waits for something sees it; tests replace it by a virtual clock. */
import { setTimeout as delay } from "node:timers/promises";
import { startTimeOfDay } from "./timer.ts";

export interface WallClock {
  /** Time of day in milliseconds, without steps. */
  now(): number;
  /** For intervals of polls, which are far shorter than Node's longest timer. */
  sleep(ms: number): Promise<void>;
}

/** The machine's own. Steps of the system's clock after this call do not change its times. */
export const startWallClock = (): WallClock => ({ now: startTimeOfDay(), sleep: (ms) => delay(ms) });
