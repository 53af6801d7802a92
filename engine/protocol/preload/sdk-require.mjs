import { createRequire } from "node:module";

/** `require` as in the script that this process runs, which is one of the SDK's. */
export const sdkRequire = createRequire(process.argv[1]);

/** The file that the SDK would load; `undefined` if this SDK does not depend on the module. */
export function sdkFile(module) {
  try {
    return sdkRequire.resolve(module);
  } catch {
    return undefined;
  }
}
