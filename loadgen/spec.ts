import { z } from "zod";
import { LoadError } from "./errors.ts";
import { builtInScenarios } from "./scenario/built-in.ts";

const durationMs = z
  .number()
  .positive()
  .max(7 * 24 * 3600_000);

const vantageSpecSchema = z.strictObject({
  kind: z.enum(["here", "vm", "cluster"]),
  /** In words, shown beside the latencies. */
  where: z.string(),
});

/** Everything that a load is: what is sent, by how many, for how long. Times are in milliseconds of the load's own time. */
export const loadSpecSchema = z
  .strictObject({
    /** Closed: each user waits for its answer, thinks, and goes on. */
    model: z.literal("closed"),
    scenario: z.enum(builtInScenarios),
    /** Base URL; for `get` the URL itself. */
    target: z.url({ protocol: /^https?$/ }),
    users: z.number().int().min(1).max(1_000_000),
    /** Users that start per second, evenly. */
    spawnRatePerS: z.number().positive(),
    /** The whole load, from the first user's start, ramp included. */
    durationMs,
    /** From the start, not measured; at least the time that all users take to start. Default: that time. */
    warmUpMs: z.number().nonnegative().optional(),
    /** 1: think times as the scenario says; 0: none. */
    thinkTimeScale: z.number().nonnegative().max(1000).default(1),
    seed: z.number().int().min(0).max(0xffffffff).default(1),
    /** Limit of one sample, its redirects included. */
    requestTimeoutMs: durationMs.default(60_000),
    connectTimeoutMs: durationMs.default(10_000),
    /** What requests under way at the end may still take before they are cut. */
    gracefulStopMs: z.number().nonnegative().max(3600_000).default(30_000),
    /** Response headers that carry a number, summed over the hops of a sample. */
    tallyHeaders: z
      .array(z.string().regex(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/))
      .max(16)
      .default([]),
    tlsVerify: z.boolean().default(true),
    /** Worker processes. */
    workers: z.number().int().min(1).max(256).default(1),
    vantage: vantageSpecSchema.default({ kind: "here", where: "this machine" }),
  })
  .transform((spec) => ({ ...spec, warmUpMs: spec.warmUpMs ?? rampMs(spec) }))
  .superRefine((spec, context) => {
    if (spec.warmUpMs < rampMs(spec)) {
      context.addIssue({
        code: "custom",
        path: ["warmUpMs"],
        message: `must be at least ${rampMs(spec)}: ${spec.users} users at ${spec.spawnRatePerS}/s take that long to start`,
      });
    }
    if (spec.durationMs <= spec.warmUpMs) {
      context.addIssue({
        code: "custom",
        path: ["durationMs"],
        message: `must be more than the warm-up of ${spec.warmUpMs}, or nothing is measured`,
      });
    }
  });

export type LoadSpec = z.input<typeof loadSpecSchema>;
/** A checked specification with its defaults filled in. */
export type ParsedSpec = z.output<typeof loadSpecSchema>;

export interface ParseOptions {
  /** What the reader knows a field by, such as its command-line option. */
  nameOf?: (path: string) => string;
  /** Problems found before, to be reported with the others. */
  problems?: readonly string[];
}

/** @throws LoadError `spec-invalid`, with every problem: where, what is allowed, and the value that was given. */
export function parseSpec(input: unknown, { nameOf = (path) => path, problems = [] }: ParseOptions = {}): ParsedSpec {
  const parsed = loadSpecSchema.safeParse(input);
  if (parsed.success && problems.length === 0) return parsed.data;
  const issues = parsed.error?.issues ?? [];
  const lines = [...problems, ...issues.map((issue) => describe(issue, input, nameOf))];
  throw new LoadError("spec-invalid", `The load can't run as it was asked for:\n${lines.map(indent).join("\n")}`, {
    cause: parsed.error,
  });
}

function indent(line: string): string {
  return `  ${line}`;
}

function describe(issue: z.core.$ZodIssue, input: unknown, nameOf: (path: string) => string): string {
  const [first, ...rest] = issue.path;
  const path = first === undefined ? "(the whole)" : [nameOf(String(first)), ...rest].join(".");
  const value = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | null)?.[key], input);
  return `${path}: ${issue.message}${value === undefined || value === input ? "" : `, got ${JSON.stringify(value)}`}`;
}

function rampMs(spec: { users: number; spawnRatePerS: number }): number {
  return Math.ceil((spec.users / spec.spawnRatePerS) * 1000);
}
