const FIRST_PAUSE_MS = 10;
const MAX_PAUSE_MS = 1000;

/**
 * Pause of a user before its next request, after so many in a row that found no connection: twice as long each time, from
 * 10 ms to a second. Users without think time would otherwise spin on a dead target.
 */
export const pauseMsAfter = (unsent: number): number => Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (unsent - 1));
