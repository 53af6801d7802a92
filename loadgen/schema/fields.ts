import { z } from "zod";
import { BUILT_IN_SCENARIOS, isBuiltIn } from "./scenarios.ts";
import { thresholdSchema } from "./thresholds.ts";

/** Milliseconds, above 0 and at most a week. */
export const durationMs = z
  .number()
  .positive()
  .max(7 * 24 * 3600_000);

const headerName = z.string().regex(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/, "must be a header's name");

const thinkTimeSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("none") }),
  z.strictObject({ kind: z.literal("constant"), ms: z.number().nonnegative() }),
  z
    .strictObject({ kind: z.literal("uniform"), minMs: z.number().nonnegative(), maxMs: z.number().nonnegative() })
    .refine(({ minMs, maxMs }) => minMs <= maxMs, "minMs must not be above maxMs"),
  z.strictObject({ kind: z.literal("exponential"), meanMs: z.number().nonnegative() }),
  z.strictObject({ kind: z.literal("pacing"), ms: z.number().nonnegative() }),
]);

/** A built-in scenario's name, or a module's path, which a dot or slash tells apart. */
const scenarioName = z
  .string()
  .refine(
    (name) => isBuiltIn(name) || /[./\\]/.test(name),
    `must be one of ${BUILT_IN_SCENARIOS.join(", ")}, or the path of a module such as ./shop.ts`,
  );

/** What loads of every model have. */
export const commonFields = {
  /** A built-in one, or the path of a module. */
  scenario: scenarioName,
  /** Base URL; for `get` the URL itself. */
  target: z.url({ protocol: /^https?$/ }),
  /** What scenarios are told, such as the requests of `rest`. */
  scenarioOptions: z.record(z.string(), z.json()).default({}),
  seed: z.number().int().min(0).max(0xffffffff).default(1),
  /** Limit of one sample, its redirects included. */
  requestTimeoutMs: durationMs.default(60_000),
  connectTimeoutMs: durationMs.default(10_000),
  /** Limit from a request's sending to its response's head, per hop; absent: only the request's own. */
  headersTimeoutMs: durationMs.optional(),
  /** What requests under way at the end may still take before they are cut. */
  gracefulStopMs: z.number().nonnegative().max(3600_000).default(30_000),
  /** Response headers that carry a number, summed over the hops of a sample. */
  tallyHeaders: z.array(headerName).max(16).default([]),
  /** Conditions on the result, in k6's grammar (loadgen/thresholds/grammar.ts). */
  thresholds: z.array(thresholdSchema).default([]),
  /** Ends the load when more than this share of requests fails, over a window of whole seconds. */
  maxErrorRate: z
    .strictObject({ share: z.number().min(0).max(1), windowMs: z.number().min(1000).max(3600_000).default(10_000) })
    .optional(),
  /** h2: HTTP/2 is offered in the TLS handshake, and used if the server takes it. Default: http/1.1. */
  protocol: z.enum(["http/1.1", "h2"]).optional(),
  /** A proxy that all requests go through. */
  proxy: z.url({ protocol: /^https?$/ }).optional(),
  tlsVerify: z.boolean().default(true),
  /** Local addresses to connect from, users in turn; empty: the system chooses. */
  localAddresses: z.array(z.union([z.ipv4(), z.ipv6()])).default([]),
  /** How long each worker plays the scenario against itself before the load; 0: not at all. */
  calibrationMs: z.number().nonnegative().max(60_000).default(500),
  /** Worker processes. */
  workers: z.number().int().min(1).max(256).default(1),
  vantage: z
    .strictObject({
      kind: z.enum(["here", "vm", "cluster"]),
      /** In words, shown beside the latencies. */
      where: z.string(),
    })
    .default({ kind: "here", where: "this machine" }),
};

/** Think times of the closed model. */
export const thinkFields = {
  /** 1: think times as the scenario says; 0: none. */
  thinkTimeScale: z.number().nonnegative().max(1000).default(1),
  /** Instead of the scenario's. */
  thinkTime: thinkTimeSchema.optional(),
};

/** A part of a load's shape. Without a kind it is one by its slope, the first rise being the warm-up. */
export const segmentFields = {
  /** How long it takes to get there; 0: at once. */
  overMs: z
    .number()
    .nonnegative()
    .max(7 * 24 * 3600_000),
  name: z.string().min(1).optional(),
  kind: z.enum(["warm-up", "ramp", "plateau", "spike", "ramp-down", "recovery"]).optional(),
};

/** How long a user pauses after a task. */
export type ThinkTime = z.infer<typeof thinkTimeSchema>;
