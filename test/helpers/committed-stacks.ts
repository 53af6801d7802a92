/** The stack files as they are in the repository. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./imports.ts";

export const committedStack = (stack: string): string => readFileSync(join(root, `Pulumi.${stack}.yaml`), "utf8");
