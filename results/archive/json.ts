/** JSON files of the archive: written atomically, read with their schema. */
import { access, readFile, stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { z } from "zod";
import { digest } from "../../base/digest.ts";
import { fileProblem } from "../../base/file-problem.ts";
import { writeAtomic } from "../../base/atomic-file.ts";
import { flatIssues, issueText } from "../../base/issues.ts";
import { ResultsError } from "../errors.ts";
import { migrate } from "../schema/migrations.ts";

/** More than a run of thousands of endpoints needs, and little enough to parse in memory. */
export const MAX_JSON_BYTES = 64 * 2 ** 20;
const MAX_PROBLEMS = 10;

/** @throws {ResultsError} RESULTS_IO; the old file is then unchanged */
export async function writeJson(file: string, value: unknown): Promise<void> {
  try {
    // If the folder was removed, the series is lost: a result without it must not look complete.
    await access(dirname(file));
    await writeAtomic(file, `${JSON.stringify(value, null, 1)}\n`, { mode: 0o666 });
  } catch (cause) {
    throw ioError("write", file, cause);
  }
}

/**
 * Reads one JSON file of a known schema.
 * @throws {ResultsError} RESULTS_NOT_FOUND, RESULTS_TOO_LARGE, RESULTS_CUT_SHORT, RESULTS_FOREIGN_FILE,
 * RESULTS_SCHEMA_VERSION, RESULTS_INVALID, RESULTS_IO; each names the file, and the place in it if it is known
 */
export async function readJson<S extends z.ZodType>(file: string, schema: S): Promise<z.infer<S>> {
  return fromJson(file, await readText(file), schema);
}

/**
 * Also returns the digest of the file: of its JSON, whatever its white space and the order of its keys.
 * @param part what the digest covers. Default: the whole file
 * @throws as `readJson`
 */
export async function readDigested<S extends z.ZodType>(
  file: string,
  schema: S,
  part: (value: z.infer<S>) => unknown = (value) => value,
): Promise<{ value: z.infer<S>; digest: string }> {
  const text = await readText(file);
  // Of the file as it was written: a migration must not change its digest.
  return { value: fromJson(file, text, schema), digest: digest(part(parseJson(file, text) as z.infer<S>)) };
}

async function readText(file: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > MAX_JSON_BYTES) throw tooLarge(file, `${size} bytes, at most ${MAX_JSON_BYTES} are read`);
    return await readFile(file, "utf8");
  } catch (cause) {
    if (cause instanceof ResultsError) throw cause;
    throw ioError("read", file, cause);
  }
}

/** The value of a text of a known schema. @throws {ResultsError} as `readJson`, except for reading */
export function fromJson<S extends z.ZodType>(place: string, text: string, schema: S): z.infer<S> {
  return validate(place, migrate(parseJson(place, text)), schema);
}

/** The value that is read; `undefined` if the file does not exist. */
export async function ifExists<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof ResultsError && error.code === "RESULTS_NOT_FOUND") return undefined;
    throw error;
  }
}

/** @throws {ResultsError} RESULTS_CUT_SHORT, RESULTS_FOREIGN_FILE */
export function parseJson(place: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = (cause as SyntaxError).message;
    if (endsEarly(text, reason)) {
      throw new ResultsError(
        "RESULTS_CUT_SHORT",
        `${place} is truncated (${text.length} characters): writing or copying it was interrupted; copy it again, or use another run`,
        { cause },
      );
    }
    throw new ResultsError("RESULTS_FOREIGN_FILE", `${place} is not JSON: ${reason}`, { cause });
  }
}

/** Whether V8's parser failed at the end of the text, and not at an invalid character. */
function endsEarly(text: string, reason: string): boolean {
  if (/end of JSON|Unterminated/.test(reason)) return true;
  const position = /at position (\d+)/.exec(reason)?.[1];
  return position !== undefined && Number(position) >= text.trimEnd().length;
}

/** @throws {ResultsError} RESULTS_FOREIGN_FILE, RESULTS_SCHEMA_VERSION, RESULTS_INVALID */
export function validate<S extends z.ZodType>(place: string, value: unknown, schema: S): z.infer<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  const at = (name: string) => issues.some(({ path }) => path.length === 1 && path[0] === name);
  if (typeof value !== "object" || value === null || Array.isArray(value) || at("kind")) {
    throw new ResultsError("RESULTS_FOREIGN_FILE", `${place} is not the expected Stackmark file`);
  }
  const version = issues.find(({ path }) => path.at(-1) === "schemaVersion");
  if (version) throw versionError(place, version, valueAt(value, version.path));
  const flat = flatIssues(issues);
  const lines = flat.slice(0, MAX_PROBLEMS).map((issue) => `  ${pathText(issue.path)}: ${issueText(issue)}`);
  if (flat.length > MAX_PROBLEMS) lines.push(`  and ${flat.length - MAX_PROBLEMS} more`);
  throw new ResultsError("RESULTS_INVALID", `${place} is invalid:\n${lines.join("\n")}`);
}

function versionError(file: string, issue: z.core.$ZodIssue, version: unknown): ResultsError {
  const { path } = issue;
  const read = issue.code === "invalid_value" ? Math.max(...issue.values.map(Number)) : NaN;
  const place = path.length > 1 ? `${file}, ${pathText(path.slice(0, -1))}` : file;
  if (version === undefined) {
    return new ResultsError(
      "RESULTS_FOREIGN_FILE",
      `${place} has no schemaVersion: Stackmark did not write it, or an early version did`,
    );
  }
  const advice =
    typeof version === "number" && version > read
      ? "a newer Stackmark wrote it; update this one"
      : "measure again, or use the version that wrote it";
  return new ResultsError(
    "RESULTS_SCHEMA_VERSION",
    `${place} has schemaVersion ${JSON.stringify(version)}, this Stackmark reads ${read === 0 ? "0" : `0 to ${read}`}; ${advice}`,
  );
}

export function tooLarge(place: string, what: string): ResultsError {
  return new ResultsError("RESULTS_TOO_LARGE", `${place} is too large: ${what}`);
}

export function ioError(verb: "read" | "write", file: string, cause: unknown): ResultsError {
  const { code, message } = cause as NodeJS.ErrnoException;
  if (verb === "read" && code === "ENOENT") {
    return new ResultsError("RESULTS_NOT_FOUND", `${file} does not exist`, { cause });
  }
  if (code === "EISDIR")
    return new ResultsError("RESULTS_FOREIGN_FILE", `${file} is a directory, not a file`, { cause });
  const why = verb === "write" ? fileProblem(cause) : message;
  return new ResultsError("RESULTS_IO", `Cannot ${verb} ${file}: ${why}`, { cause });
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key], value);
}

/** A path as written in code, such as `load[2].result.overall`. */
function pathText(path: readonly PropertyKey[]): string {
  const text = path.map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`)).join("");
  return text.replace(/^\./, "") || "(top)";
}
