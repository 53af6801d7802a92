import type { CurvePoint } from "./curve.ts";

export interface Spawn {
  users: number;
  spawnRatePerS: number;
}

/** Users come one by one, evenly. */
export function evenSpawn({ users, spawnRatePerS }: Spawn): CurvePoint[] {
  return [
    { atMs: 0, level: 0 },
    { atMs: (users / spawnRatePerS) * 1000, level: users },
  ];
}

/**
 * Users come as Locust starts them: batches of as many as the rate has whole users, the first at once, so 100/s are a
 * hundred together each second.
 */
export function burstSpawn({ users, spawnRatePerS }: Spawn): CurvePoint[] {
  const batch = Math.max(1, Math.floor(spawnRatePerS));
  const points: CurvePoint[] = [{ atMs: 0, level: 0 }];
  for (let number = 0; number * batch < users; number += 1) {
    const atMs = ((number * batch) / spawnRatePerS) * 1000;
    points.push({ atMs, level: number * batch }, { atMs, level: Math.min(users, (number + 1) * batch) });
  }
  return points;
}
