/** How a load ended, from what its coordinator saw. Pure. */
import { STOP_GRACE_MS, type Ending, type LateStop } from "./result/status.ts";

export interface SeenEnd extends Omit<Ending, "finishedAtMs" | "lateStops"> {
  durationMs: number;
  /** Whether the load ends when its users have done their iterations. */
  hasIterations: boolean;
  /** Of workers that are done, in ms after the load's start. */
  ends: readonly { name: string; endMs: number }[];
  /** End of the last second that any worker has reported. */
  knownMs: number;
}

export function endingOf({ durationMs, hasIterations, ends, knownMs, stoppedAtMs, ...seen }: SeenEnd): Ending {
  const lastEndMs = Math.max(0, ...ends.map(({ endMs }) => endMs));
  // Of workers that were lost because they could not be reached, nothing is known after what came.
  const endedAtMs = Math.min(stoppedAtMs ?? durationMs, seen.lostWorkers.length > 0 ? knownMs : Infinity);
  return {
    ...seen,
    stoppedAtMs: endedAtMs < durationMs ? endedAtMs : undefined,
    finishedAtMs: !hasIterations || lastEndMs > durationMs ? undefined : lastEndMs,
    lateStops: stoppedAtMs === undefined ? [] : lateStops(ends, stoppedAtMs),
  };
}

/** What a machine under load may take to end its requests, beyond their time of grace. */
const END_LIMIT_MS = 1000;

/** Workers that went on after the load was stopped, because the stop did not reach them. */
const lateStops = (ends: SeenEnd["ends"], stoppedAtMs: number): LateStop[] =>
  ends
    .map(({ name, endMs }) => ({ name, lateMs: endMs - stoppedAtMs - STOP_GRACE_MS }))
    .filter(({ lateMs }) => lateMs > END_LIMIT_MS);
