/** SHA-256 of plain data, independent of the order of keys. */
import { createHash } from "node:crypto";

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, v]) => v !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([k, v]) => [k, canonical(v)]),
  );
}

export const canonicalJson = (value: unknown): string => JSON.stringify(canonical(value));

export const digest = (value: unknown): string => createHash("sha256").update(canonicalJson(value)).digest("hex");
