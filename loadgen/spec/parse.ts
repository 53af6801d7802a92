import { z } from "zod";
import { LoadError } from "../errors.ts";
import { closedSchema } from "./closed.ts";
import { openSchema } from "./open.ts";

/** Everything that a load is: what is sent, by how many, for how long. Times are of the load's own, in milliseconds. */
export const loadSpecSchema = z.discriminatedUnion("model", [closedSchema, openSchema]);

export type LoadSpec = z.input<typeof loadSpecSchema>;
/** A checked specification with its defaults filled in. */
export type ParsedSpec = z.output<typeof loadSpecSchema>;

export interface ParseOptions {
  /** What the reader knows a field by, such as its command-line option. */
  nameOf?: (path: string) => string;
  /** Problems found before, to be reported with the others. */
  problems?: readonly string[];
}

/** @throws LoadError `LOAD_SPEC_INVALID`, with every problem: where, what is allowed, and the value that was given. */
export function parseSpec(input: unknown, { nameOf = (path) => path, problems = [] }: ParseOptions = {}): ParsedSpec {
  const parsed = loadSpecSchema.safeParse(input);
  if (parsed.success && problems.length === 0) return parsed.data;
  const issues = parsed.error?.issues ?? [];
  const lines = [...problems, ...issues.map((issue) => describe(issue, input, nameOf))];
  throw new LoadError("LOAD_SPEC_INVALID", `The load can't run as it was asked for:\n${lines.map(indent).join("\n")}`, {
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
