import { STOP_GRACE_MS, type LateStop } from "./result/status.ts";

/** What a machine under load may take to end its requests, beyond their time of grace. */
const END_LIMIT_MS = 1000;

/**
 * Workers that went on after the load was stopped, because the stop did not reach them.
 * @param ends of workers that are done, in ms after the load's start
 * @param stoppedAtMs undefined: it was not stopped
 */
export function lateStops(
  ends: readonly { name: string; endMs: number }[],
  stoppedAtMs: number | undefined,
): LateStop[] {
  if (stoppedAtMs === undefined) return [];
  return ends
    .map(({ name, endMs }) => ({ name, lateMs: endMs - stoppedAtMs - STOP_GRACE_MS }))
    .filter(({ lateMs }) => lateMs > END_LIMIT_MS);
}
