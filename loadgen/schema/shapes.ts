/** Loads of the closed model that have a name: their numbers, what can be wrong with these together, and their stages. */
import type { Segment } from "./cell.ts";

/** `ramp` is the default. */
export const SHAPES = ["ramp", "steps", "stress", "spike", "soak"] as const;
export type ShapeName = (typeof SHAPES)[number];

/** A stage of the closed model's specification. */
export interface ShapeStage {
  users: number;
  overMs: number;
  kind?: Segment["kind"];
}

/** The numbers of a shape; each shape uses some of them. */
export interface Shape {
  shape: ShapeName;
  users: number;
  spawnRatePerS: number;
  /** `steps`: their number, and how long all of them take together. */
  steps: number;
  rampMs: number;
  /** `steps`: how long all users stay. `spike`: how long it lasts. */
  holdMs: number;
  /** `spike`: users during the spike. */
  spikeUsers: number;
  /** Of the whole load; `steps` has its own. */
  durationMs: number;
}

/** Of each shape. */
export const SHAPE_DEFAULTS: Readonly<Record<ShapeName, Omit<Shape, "shape">>> = {
  ramp: defaults({ durationMs: 30_000 }),
  steps: defaults({}),
  stress: defaults({ spawnRatePerS: 1, durationMs: 3600_000 }),
  spike: defaults({ holdMs: 30_000, durationMs: 180_000 }),
  soak: defaults({ durationMs: 3600_000 }),
};

function defaults(own: Partial<Shape>): Omit<Shape, "shape"> {
  return {
    ...{ users: 10, spawnRatePerS: 10, steps: 10, rampMs: 20_000, holdMs: 10_000, spikeUsers: 200, durationMs: 30_000 },
    ...own,
  };
}

export interface ShapeProblem {
  field: keyof Shape;
  /** What is wrong, and the value that was found. */
  message: string;
}

/**
 * What is wrong with numbers that are right one by one.
 * @param nameOf what the reader knows a number by, such as its option
 */
export function shapeProblems(of: Shape, nameOf: (field: keyof Shape) => string = (field) => field): ShapeProblem[] {
  const { shape, users, steps, spikeUsers, durationMs } = of;
  if (shape === "steps" && steps > users) {
    return [{ field: "steps", message: `must be at most the number of users, ${users}, got ${steps}` }];
  }
  if (shape !== "spike") return [];
  const problems: ShapeProblem[] = [];
  if (spikeUsers <= users) {
    const message = `must be above ${nameOf("users")}, ${users}, got ${spikeUsers}`;
    problems.push({ field: "spikeUsers", message });
  }
  const leastMs = rampOf(of) + of.holdMs;
  if (durationMs <= leastMs) {
    const message = `must be above the ramp and the spike, ${leastMs / 1000} s, got ${durationMs / 1000} s`;
    problems.push({ field: "durationMs", message });
  }
  return problems;
}

/** `undefined` for shapes that are a ramp and a plateau. */
export function shapeStages(of: Shape): ShapeStage[] | undefined {
  switch (of.shape) {
    case "steps":
      return stepShape(of);
    case "stress":
      return stressShape({ perS: of.spawnRatePerS, durationMs: of.durationMs });
    case "spike":
      return spikeShape(of);
    case "ramp":
    case "soak":
      return undefined;
  }
}

/** `users` in `steps` equal steps over `rampMs`, each as long as the others, then all of them for `holdMs`. */
export function stepShape(shape: Pick<Shape, "users" | "steps" | "rampMs" | "holdMs">): ShapeStage[] {
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

const rampOf = ({ users, spawnRatePerS }: Pick<Shape, "users" | "spawnRatePerS">): number =>
  Math.ceil((users / spawnRatePerS) * 1000);

/** A base load, a sudden spike of users for `holdMs`, and the base load again for as long as before, to see the recovery. */
export function spikeShape(
  shape: Pick<Shape, "users" | "spawnRatePerS" | "spikeUsers" | "holdMs" | "durationMs">,
): ShapeStage[] {
  const { users, spikeUsers, holdMs, durationMs } = shape;
  const warmUpMs = rampOf(shape);
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
