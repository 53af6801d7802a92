/** Entry points of the project's Pulumi SDK. */
import { createRequire } from "node:module";
import * as path from "node:path";
import { EngineError } from "../errors.ts";

export type SdkEntry = "run" | "run-plugin" | "dynamic-provider";

/** The path of `@pulumi/pulumi/cmd/<entry>`, found as the program's own imports are. */
export function sdkEntry(programDir: string, entry: SdkEntry): string {
  const module = `@pulumi/pulumi/cmd/${entry}/index.js`;
  try {
    return createRequire(path.join(programDir, "index.js")).resolve(module);
  } catch (cause) {
    throw new EngineError(
      "ENGINE_SDK_MISSING",
      `${module} was not found from ${programDir}: install the project's dependencies first (npm ci), with @pulumi/pulumi among them.`,
      { cause },
    );
  }
}
