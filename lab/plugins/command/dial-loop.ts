/** Repeats a dial until it succeeds, as pulumi-command does. */
import { setTimeout as delay } from "node:timers/promises";
import { messageOf } from "../../../base/errors.ts";

const FIRST_DELAY_MS = 100;
const GROWTH = 1.5;
const MAX_DELAY_MS = 5000;

export interface DialLoop {
  /** First word of the messages, such as `Dial`. */
  what: string;
  /** Failures that are followed by another dial; -1: all. So 10 allows 11 dials. */
  errorLimit: number;
  /** Ends the waiting between two dials. A dial itself is not ended. */
  signal: AbortSignal;
  log: (message: string) => void;
  /** Rejects if aborted. */
  sleep?: (ms: number, signal: AbortSignal) => Promise<unknown>;
}

/** @throws the last dial's error, after the number of failures before it */
export async function untilDialled<T>(
  { what, errorLimit, signal, log, sleep = (ms) => delay(ms, undefined, { signal }) }: DialLoop,
  dial: () => Promise<T>,
): Promise<T> {
  let delayMs = FIRST_DELAY_MS;
  for (let failures = 0; ; failures += 1) {
    try {
      return await dial();
    } catch (error) {
      if (errorLimit >= 0 && failures + 1 > errorLimit)
        throw new Error(`after ${failures} failed attempts: ${messageOf(error)}`, { cause: error });
    }
    log(`${what} ${failures + 1}/${errorLimit === -1 ? "inf" : errorLimit} failed: retrying`);
    try {
      await sleep(delayMs, signal);
    } catch (error) {
      throw signal.aborted ? new Error("context canceled", { cause: error }) : error;
    }
    delayMs = Math.min(delayMs * GROWTH, MAX_DELAY_MS);
  }
}
