/** When the stalling server stalls, as it and the model of its queue both know. */
export const serviceUs = 1000;
export const everyUs = 20_000_000;
export const stallUs = 1_000_000;

/** How long a request that comes so long after the server's begin waits for the end of a stall. */
export function stalledUs(atUs: number): number {
  const phaseUs = atUs % everyUs;
  return phaseUs >= everyUs - stallUs ? everyUs - phaseUs : 0;
}

/**
 * Arrivals that a pool drops, by its definition: each takes the user who is free first; one that would have to wait for
 * longer than `maxDelayUs` is dropped and takes nobody.
 */
export function modelledDrops(arrivalsUs: readonly number[], poolSize: number, maxDelayUs: number): number {
  const freeUs = new Float64Array(poolSize);
  let dropped = 0;
  for (const atUs of arrivalsUs) {
    const user = freeUs.reduce((least, free, index) => (free < freeUs[least]! ? index : least), 0);
    const startUs = Math.max(atUs, freeUs[user]!);
    if (startUs - atUs > maxDelayUs) dropped += 1;
    else freeUs[user] = startUs + stalledUs(startUs) + serviceUs;
  }
  return dropped;
}
