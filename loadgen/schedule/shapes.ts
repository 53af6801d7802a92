import type { Segment } from "../schema/cell.ts";

/** A stage of the closed model's specification. */
export interface ShapeStage {
  users: number;
  overMs: number;
  kind?: Segment["kind"];
}

/** `users` in `steps` equal steps over `rampMs`, each as long as the others, then all of them for `holdMs`. */
export function stepShape(shape: { users: number; steps: number; rampMs: number; holdMs: number }): ShapeStage[] {
  const { users, steps, rampMs, holdMs } = shape;
  return Array.from({ length: steps }, (_, step) => Math.round((users * (step + 1)) / steps)).flatMap((level, step) => {
    const holdsMs = rampMs / steps + (step === steps - 1 ? holdMs : 0);
    return [
      { users: level, overMs: 0 },
      { users: level, overMs: holdsMs, kind: "plateau" as const },
    ];
  });
}

/** Adds users every second until a condition stops the load; measured throughout. */
export function stressShape({ perS, durationMs }: { perS: number; durationMs: number }): ShapeStage[] {
  return [{ users: Math.ceil((perS * durationMs) / 1000), overMs: durationMs, kind: "ramp" }];
}

/** A base load, a sudden spike of users for `holdMs`, and the base load again for as long as before, to see the recovery. */
export function spikeShape(shape: {
  users: number;
  spawnRatePerS: number;
  spikeUsers: number;
  holdMs: number;
  durationMs: number;
}): ShapeStage[] {
  const { users, spawnRatePerS, spikeUsers, holdMs, durationMs } = shape;
  const warmUpMs = Math.ceil((users / spawnRatePerS) * 1000);
  const aroundMs = (durationMs - warmUpMs - holdMs) / 2;
  return [
    { users, overMs: warmUpMs, kind: "warm-up" },
    { users, overMs: aroundMs, kind: "plateau" },
    { users: spikeUsers, overMs: 0 },
    { users: spikeUsers, overMs: holdMs, kind: "spike" },
    { users, overMs: 0 },
    { users, overMs: aroundMs, kind: "recovery" },
  ];
}
