import { readFileSync } from "node:fs";
import type { z } from "zod";
import { messageOf } from "../../base/errors.ts";
import { LabError } from "../errors.ts";

/** Reads and checks a start file; the error lists every problem with its path. */
export function readStartFile<T>(schema: z.ZodType<T>, path: string | undefined): T {
  if (path === undefined)
    throw new LabError("LAB_MALFORMED_START_FILE", "no start file: pass its path as the argument");
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    throw new LabError("LAB_MALFORMED_START_FILE", `${path}: ${messageOf(cause)}`, { cause });
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new LabError("LAB_MALFORMED_START_FILE", `${path}: ${problems(parsed.error)}`, { cause: parsed.error });
}

/** One line for each issue, `path: message`. */
export const problems = (error: z.ZodError): string =>
  error.issues.map((issue) => `${issue.path.join(".") || "(all)"}: ${issue.message}`).join("\n  ");
