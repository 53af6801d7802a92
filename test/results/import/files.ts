/** Files written by the real tools: the README there says how. */
import { join } from "node:path";

const FILES = join(import.meta.dirname, "../../fixtures/import");
export const at = (side: "base" | "cand", name: string): string => join(FILES, side, name);
