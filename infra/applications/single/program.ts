/** The text of a program: plain JavaScript without imports of ours, which runs as it is on emulated nodes and in containers. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { SingleName } from "../../catalog/services.ts";

export const programOf = (name: SingleName): string =>
  readFileSync(join(import.meta.dirname, "programs", `${name}.mjs`), "utf8");
