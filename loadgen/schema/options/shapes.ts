/** Loads that have a name, and their numbers. The stages of a shape take the place of those of the specification. */
import { z } from "zod";
import { durationMs, userCount } from "../fields.ts";
import { SHAPES } from "../shapes.ts";
import type { LoadOption } from "./option.ts";

export const SHAPE_OPTIONS = {
  shape: {
    flags: "--shape <name>",
    type: "text",
    schema: z.enum(SHAPES),
    commandDefault: "ramp",
    description: `${SHAPES.map((name) => `\`${name}\``).join(", ")}.`,
  },
  steps: {
    flags: "--steps <n>",
    type: "number",
    schema: z.number().int().min(1).max(10_000),
    description: "Shape `steps`: number of steps.",
    defaultText: "10",
  },
  ramp: {
    flags: "--ramp <time>",
    type: "duration",
    schema: durationMs,
    description: "Shape `steps`: duration of all steps together.",
    defaultText: "20s",
  },
  hold: {
    flags: "--hold <time>",
    type: "duration",
    schema: durationMs,
    description: "Shape `steps`: how long all users stay; shape `spike`: duration of the spike.",
    defaultText: "10s; `spike`: 30s",
  },
  spikeUsers: {
    flags: "--spike-users <n>",
    type: "number",
    schema: userCount,
    description: "Shape `spike`: number of users during the spike.",
    defaultText: "200",
  },
} as const satisfies Record<string, LoadOption>;
