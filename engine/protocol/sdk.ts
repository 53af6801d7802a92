/** Finds the entry points of the project's Pulumi SDK. */
import { createRequire } from "node:module";
import * as path from "node:path";
import { EngineError } from "../errors.ts";

export type SdkEntry = "run" | "run-plugin" | "dynamic-provider";

/** The path of `@pulumi/pulumi/cmd/<entry>`, resolved like an import of the program. */
export function sdkEntry(programDir: string, entry: SdkEntry): string {
  const module = `@pulumi/pulumi/cmd/${entry}/index.js`;
  try {
    return createRequire(path.join(programDir, "index.js")).resolve(module);
  } catch (cause) {
    throw new EngineError(
      "ENGINE_SDK_MISSING",
      `${module} was not found from ${programDir}. Install the project's dependencies (npm ci), which must include @pulumi/pulumi.`,
      { cause },
    );
  }
}
