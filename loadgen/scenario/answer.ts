/** What scenarios expect of a response, and the values that they take out of it. */

import { isDeepStrictEqual } from "node:util";

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** RFC 6901, such as `/items/0/id`; `""` is the whole document. */
export type JsonPointer = `/${string}` | "";

export interface Expectation {
  /** The status, or those that are fine; others fail, even below 400. Default: any below 400. */
  status?: number | readonly number[];
  /** Text that the body must contain. */
  contains?: string;
  /** What the body must match. */
  matches?: RegExp;
  /** Values of a JSON body, such as `{ "/items/0/id": 7 }`. */
  json?: Readonly<Partial<Record<JsonPointer, Json>>>;
}

/** Values by name: a pattern, whose first group is the value (without groups, all of it), or a pointer into a JSON body. */
export type Extraction<Name extends string = string> = Readonly<Record<Name, RegExp | JsonPointer>>;

/** Whether the body has to be kept to judge the answer. */
export function needsBody(expect: Expectation | undefined, extract: Extraction | undefined): boolean {
  if (extract !== undefined) return true;
  return expect?.contains !== undefined || expect?.matches !== undefined || expect?.json !== undefined;
}

/** Whether `expect` takes a status as a success; `undefined` if it says nothing about statuses. */
export function takesStatus(expect: Expectation | undefined, status: number): boolean | undefined {
  const { status: wanted } = expect ?? {};
  if (wanted === undefined) return undefined;
  return typeof wanted === "number" ? wanted === status : wanted.includes(status);
}

/** What is wrong with an answer, in words that do not depend on it; `undefined` if nothing is. */
export function unmet(expect: Expectation, status: number, body: string): string | undefined {
  if (takesStatus(expect, status) === false) return `status is not ${[expect.status].flat().join(" or ")}`;
  if (expect.contains !== undefined && !body.includes(expect.contains))
    return `no ${JSON.stringify(expect.contains)} in the body`;
  // A pattern with the flag g or y goes on where its last match ended.
  if (expect.matches !== undefined && body.search(expect.matches) < 0)
    return `the body does not match ${expect.matches}`;
  if (expect.json === undefined) return undefined;
  const document = parsed(body);
  if (document === undefined) return "the body is not JSON";
  for (const [pointer, value] of Object.entries(expect.json))
    if (!isDeepStrictEqual(valueAt(document.value, pointer), value))
      return `${pointer} is not ${JSON.stringify(value)}`;
  return undefined;
}

/** The values that were found, with `""` for the others, and the names of these. */
export function extracted(extract: Extraction, body: string): { values: Record<string, string>; missing: string[] } {
  const values: Record<string, string> = {};
  const missing: string[] = [];
  let document: { value: unknown } | undefined;
  for (const [name, from] of Object.entries(extract)) {
    let found: string | undefined;
    if (typeof from === "string") found = textOf(valueAt((document ??= parsed(body))?.value, from));
    else found = matchOf(from, body);
    if (found === undefined) missing.push(name);
    values[name] = found ?? "";
  }
  return { values, missing };
}

function matchOf(pattern: RegExp, body: string): string | undefined {
  pattern.lastIndex = 0;
  const match = pattern.exec(body);
  return match === null ? undefined : (match[1] ?? (match.length === 1 ? match[0] : undefined));
}

function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === "string" ? value : JSON.stringify(value);
}

function parsed(body: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(body) };
  } catch {
    return undefined;
  }
}

/** @throws Error for what is no pointer */
function valueAt(document: unknown, pointer: string): unknown {
  if (pointer !== "" && !pointer.startsWith("/"))
    throw new Error(`${JSON.stringify(pointer)} is no JSON pointer: write it as /items/0/id`);
  let value = document;
  for (const token of pointer.split("/").slice(1)) {
    const key = token.replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}
