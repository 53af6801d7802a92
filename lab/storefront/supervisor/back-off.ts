const FIRST_MS = 100;
const MAX_MS = 5_000;

/** How long a replica that died waits for its restart: 0.1 s after the first failure in a row, doubling up to 5 s. */
export const restartDelayMs = (failuresInARow: number): number =>
  Math.min(MAX_MS, FIRST_MS * 2 ** (failuresInARow - 1));
