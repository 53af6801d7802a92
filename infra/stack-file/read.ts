/** `Pulumi.<stack>.yaml` to the raw configuration that Pulumi would hand to the program. Pure. */
import { parseDocument } from "yaml";
import type { Problem } from "../config/problems.ts";

export interface RawConfig {
  raw: Record<string, string>;
  secretKeys: string[];
  problems: Problem[];
}

/** Pulumi's ciphertext: `{secure: "..."}` anywhere in a value makes the whole key a secret one. */
function holdsSecret(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const keys = Object.keys(value);
  if (keys.length === 1 && keys[0] === "secure") return true;
  return Object.values(value).some(holdsSecret);
}

export function readStackFile(text: string): RawConfig {
  const document = parseDocument(text);
  const malformed = document.errors.map((error): Problem => {
    const line = error.linePos ? `line ${error.linePos[0].line}` : "file";
    return { path: line, message: `is not valid YAML: ${error.message.split("\n")[0]}` };
  });
  if (malformed.length > 0) return { raw: {}, secretKeys: [], problems: malformed };
  const config = (document.toJS() as { config?: unknown } | null)?.config ?? {};
  if (typeof config !== "object" || Array.isArray(config))
    return { raw: {}, secretKeys: [], problems: [{ path: "config", message: "must be an object" }] };
  const entries = Object.entries(config as Record<string, unknown>);
  return {
    raw: Object.fromEntries(entries.map(([key, v]) => [key, typeof v === "string" ? v : JSON.stringify(v)])),
    secretKeys: entries.filter(([, value]) => holdsSecret(value)).map(([key]) => key),
    problems: [],
  };
}
