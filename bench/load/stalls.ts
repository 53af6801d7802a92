/** When the stalling server stalls: shared by the server and the model of its queue. */
export const SERVICE_US = 1000;
export const STALL_PERIOD_US = 20_000_000;
export const STALL_US = 1_000_000;

/** How long a request waits for the end of a stall if it arrives `atUs` after the server's start. */
export function stalledUs(atUs: number): number {
  const phaseUs = atUs % STALL_PERIOD_US;
  return phaseUs >= STALL_PERIOD_US - STALL_US ? STALL_PERIOD_US - phaseUs : 0;
}

/**
 * The number of arrivals that a pool drops by definition: each arrival gets the user who is free first, and is dropped if
 * it would have to wait for longer than `maxDelayUs`.
 */
export function modelledDrops(arrivalsUs: readonly number[], poolSize: number, maxDelayUs: number): number {
  const freeUs = new Float64Array(poolSize);
  let dropped = 0;
  for (const atUs of arrivalsUs) {
    const user = freeUs.reduce((least, free, index) => (free < freeUs[least]! ? index : least), 0);
    const startUs = Math.max(atUs, freeUs[user]!);
    if (startUs - atUs > maxDelayUs) dropped += 1;
    else freeUs[user] = startUs + stalledUs(startUs) + SERVICE_US;
  }
  return dropped;
}
