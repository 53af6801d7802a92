/** Problems of a configuration, each with its path, the value found and what is allowed. */
import { z } from "zod";
import { flatIssues, issueText } from "../../base/issues.ts";
import { nearest } from "../../base/nearest.ts";

export interface Problem {
  /** Such as `topology.nodes[0].size`. */
  path: string;
  /** The value found there, shortened. Undefined: there is none. */
  found?: string;
  /** What is wrong and what is allowed. */
  message: string;
  /** The nearest allowed key or value, if one is similar. */
  nearest?: string;
}

type Path = readonly PropertyKey[];
type JsonSchema = {
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
};

export function pathText(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    return text === "" ? String(part) : `${text}.${String(part)}`;
  }, "");
}

/** Shortens a value to 60 characters, so that a problem fits on a line. */
export function shorten(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

const at = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((v, part) => (v as Record<PropertyKey, unknown> | undefined)?.[part], value);

function keysAt(schema: z.ZodType, path: Path): string[] {
  let node: JsonSchema | undefined = z.toJSONSchema(schema, { io: "input" }) as JsonSchema;
  for (const part of path) node = typeof part === "number" ? node?.items : node?.properties?.[String(part)];
  return Object.keys(node?.properties ?? {});
}

/** Turns zod's issues on the value of one top-level key into problems. */
export function problemsOf(section: string, schema: z.ZodType, value: unknown, issues: z.core.$ZodIssue[]): Problem[] {
  return flatIssues(issues).flatMap((issue): Problem[] => {
    const path = pathText([section, ...issue.path]);
    const raw = at(value, issue.path);
    const found = raw === undefined ? undefined : shorten(raw);
    switch (issue.code) {
      case "unrecognized_keys": {
        const allowed = keysAt(schema, issue.path);
        return issue.keys.map((key) => ({
          path: pathText([section, ...issue.path, key]),
          message: `is not a key here; allowed: ${allowed.join(", ")}`,
          nearest: nearest(key, allowed),
        }));
      }
      case "invalid_value": {
        const values = issue.values.map(String);
        const near = typeof raw === "string" ? nearest(raw, values) : undefined;
        return [{ path, found, message: issueText(issue), nearest: near }];
      }
      default:
        return [{ path, found, message: issueText(issue) }];
    }
  });
}

export function problemText({ path, found, message, nearest: near }: Problem): string {
  const hint = near === undefined ? "" : `; did you mean ${near}?`;
  return `${path}${found === undefined ? "" : ` = ${found}`}: ${message}${hint}`;
}

/**
 * A problem for each name that an earlier entry already has.
 *
 * @param what kind of the entries, such as `node`
 */
export function duplicates(names: readonly string[], path: (index: number) => string, what: string): Problem[] {
  return names.flatMap((name, i) => {
    const first = names.indexOf(name);
    if (name === "" || first === i) return [];
    return [
      {
        path: path(i),
        found: JSON.stringify(name),
        message: `is also the name of ${what} ${first}; names must be unique`,
      },
    ];
  });
}
