import { z } from "zod";
import { nearest } from "../../base/nearest.ts";

export const BUILT_IN_SCENARIOS = ["boutique", "get", "iot", "rest"] as const;
export type BuiltInScenario = (typeof BUILT_IN_SCENARIOS)[number];

/** Milliseconds, above 0 and at most a week. */
export const durationMs = z
  .number()
  .positive()
  .max(7 * 24 * 3600_000);

/** Users of a load, or connections of a pool. */
export const userCount = z.number().int().min(1).max(1_000_000);

/** Milliseconds, at most an hour. */
export const upToAnHourMs = z.number().nonnegative().max(3600_000);

export const headerName = z.string().regex(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/, "must be a header's name");

export const thinkTimeSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("none") }),
  z.strictObject({ kind: z.literal("constant"), ms: z.number().nonnegative() }),
  z
    .strictObject({ kind: z.literal("uniform"), minMs: z.number().nonnegative(), maxMs: z.number().nonnegative() })
    .refine(({ minMs, maxMs }) => minMs <= maxMs, "minMs must not be above maxMs"),
  z.strictObject({ kind: z.literal("exponential"), meanMs: z.number().nonnegative() }),
  z.strictObject({ kind: z.literal("pacing"), ms: z.number().nonnegative() }),
]);

/** A built-in scenario's name, or a module's path, recognised by a dot or slash. */
export const scenarioName = z
  .string()
  .refine((name) => BUILT_IN_SCENARIOS.some((each) => each === name) || /[./\\]/.test(name), {
    error: ({ input }) => {
      const near = nearest(String(input), BUILT_IN_SCENARIOS);
      const hint = near === undefined ? "" : `; did you mean ${near}?`;
      return `must be one of ${BUILT_IN_SCENARIOS.join(", ")}, or the path of a module such as ./shop.ts${hint}`;
    },
  });

/** Ends the load when more than this share of requests fails, over a window of whole seconds. */
export const errorRateField = z.strictObject({
  share: z.number().min(0).max(1),
  windowMs: z.number().min(1000).max(3600_000).default(10_000),
});

/** Ends the load when a percentile of the latencies of successful requests exceeds a limit, over a window of whole seconds. */
export const latencyLimitField = z.strictObject({
  quantile: z.number().min(0.5).max(0.9999),
  limitMs: z.number().positive().max(3600_000),
  windowMs: z.number().min(1000).max(3600_000).default(10_000),
});

/** Base URL; for `get` the URL itself. */
export const targetField = z.url({ protocol: /^https?$/ });

/** Where the load comes from; `where` is shown beside the latencies. */
export const vantageField = z
  .strictObject({ kind: z.enum(["here", "vm", "cluster"]), where: z.string() })
  .default({ kind: "here", where: "this machine" });

/** A stage of a load. Without a kind, its slope decides; the first rise is the warm-up. */
export const segmentFields = {
  /** Time to reach the stage's level; 0 means at once. */
  overMs: z
    .number()
    .nonnegative()
    .max(7 * 24 * 3600_000),
  name: z.string().min(1).optional(),
  kind: z.enum(["warm-up", "ramp", "plateau", "spike", "ramp-down", "recovery"]).optional(),
};

/** How long a user pauses after a task. */
export type ThinkTime = z.infer<typeof thinkTimeSchema>;
