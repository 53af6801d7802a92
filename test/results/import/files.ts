/** Files that the real tools wrote; the README of their folder says how. */
import { join } from "node:path";

const FILES = join(import.meta.dirname, "../../fixtures/import");
export const at = (side: "base" | "cand", name: string): string => join(FILES, side, name);
/** A file of this version of a tool, such as `k6-1.8/export.json`. */
export const of = (path: string): string => join(FILES, "tools", path);
