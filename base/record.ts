/** Small JSON files in which one process tells later ones what it knew. */
import { readFileSync } from "node:fs";

/**
 * What a file records; `undefined` if it does not exist or cannot be read, or the schema does not take its content.
 * @param schema such as zod's
 */
export function readRecord<T>(file: string, schema: { parse(value: unknown): T }): T | undefined {
  try {
    return schema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return undefined;
  }
}
