import type { ThinkTime } from "../schema/fields.ts";
import type { Random } from "../../base/random.ts";

/** Draws one pause in µs. `taskUs` is how long the task took. */
export function drawThinkUs(think: ThinkTime, random: Random, scale: number, taskUs: number): number {
  switch (think.kind) {
    case "none":
      return 0;
    case "constant":
      return think.ms * scale * 1000;
    case "uniform":
      return random.between(think.minMs, think.maxMs) * scale * 1000;
    case "exponential":
      return -Math.log(1 - random.next()) * think.meanMs * scale * 1000;
    case "pacing":
      return Math.max(0, think.ms * scale * 1000 - taskUs);
  }
}

export function meanThinkMs(think: ThinkTime): number {
  switch (think.kind) {
    case "none":
      return 0;
    case "uniform":
      return (think.minMs + think.maxMs) / 2;
    case "exponential":
      return think.meanMs;
    case "constant":
    case "pacing":
      return think.ms;
  }
}
