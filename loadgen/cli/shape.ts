import { spikeShape, stepShape, stressShape, type ShapeStage } from "../schedule/shapes.ts";
import { number, time } from "./values.ts";
import { isShape, SHAPES, type LoadOptions } from "./options.ts";

/** The whole load's time where `--duration` doesn't say it. */
export function defaultDuration({ shape, iterations }: LoadOptions): string {
  if (iterations !== undefined) return "10m";
  return shape === "soak" || shape === "stress" ? "1h" : shape === "spike" ? "3m" : "30s";
}

/** The stages of a shape that has any, and what keeps it from having them. */
export function shapeOf(options: LoadOptions): { stages: ShapeStage[] | undefined; problems: string[] } {
  const problems: string[] = [];
  const above0 = (name: string, value: number | string): number => {
    if (typeof value === "number" && value > 0) return value;
    problems.push(`${name}: must be above 0, got ${JSON.stringify(value)}`);
    return 1;
  };
  const whole = (name: string, text: string): number => {
    const value = above0(name, number(text));
    if (!Number.isInteger(value)) problems.push(`${name}: must be a whole number, got ${JSON.stringify(text)}`);
    return Math.ceil(value);
  };
  const durationMs = above0("--duration", time(options.duration ?? defaultDuration(options)));
  switch (options.shape) {
    case "steps": {
      const [users, steps] = [whole("--users", options.users), whole("--steps", options.steps ?? "10")];
      const rampMs = above0("--ramp", time(options.ramp ?? "20s"));
      const holdMs = above0("--hold", time(options.hold ?? "10s"));
      if (steps > users) problems.push(`--steps: must be at most the number of users, ${users}, got ${steps}`);
      return { stages: problems.length > 0 ? undefined : stepShape({ users, steps, rampMs, holdMs }), problems };
    }
    case "stress": {
      const perS = above0("--spawn-rate", number(options.spawnRate ?? "1"));
      return { stages: problems.length > 0 ? undefined : stressShape({ perS, durationMs }), problems };
    }
    case "spike": {
      const [users, spikeUsers] = [
        whole("--users", options.users),
        whole("--spike-users", options.spikeUsers ?? "200"),
      ];
      const spawnRatePerS = above0("--spawn-rate", number(options.spawnRate ?? "10"));
      const holdMs = above0("--hold", time(options.hold ?? "30s"));
      if (spikeUsers <= users) problems.push(`--spike-users: must be above --users, ${users}, got ${spikeUsers}`);
      const leastMs = Math.ceil((users / spawnRatePerS) * 1000) + holdMs;
      if (durationMs <= leastMs) {
        problems.push(
          `--duration: must be above the ramp and the spike, ${leastMs / 1000} s, got ${durationMs / 1000} s`,
        );
      }
      const shape = { users, spawnRatePerS, spikeUsers, holdMs, durationMs };
      return { stages: problems.length > 0 ? undefined : spikeShape(shape), problems };
    }
    default:
      if (!isShape(options.shape)) problems.push(`--shape: must be one of ${SHAPES.join(", ")}`);
      return { stages: undefined, problems: isShape(options.shape) ? [] : problems };
  }
}
