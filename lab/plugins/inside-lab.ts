import { LabError } from "../errors.ts";
import { LAB_VARIABLE } from "../protocol/environment.ts";

/**
 * The folder of the lab that this process runs in.
 *
 * @throws LabError `LAB_NOT_IN_LAB`: the lab's plugins have the names of real ones, which they must never replace
 */
export function labFolder(plugin: string): string {
  const folder = process.env[LAB_VARIABLE];
  if (folder) return folder;
  throw new LabError(
    "LAB_NOT_IN_LAB",
    `This plugin ${plugin} is the lab's and simulates the real one, but ${LAB_VARIABLE} names no lab. ` +
      "Take the lab's plugins off PATH, and Pulumi uses its own; or run `npm run lab`.",
  );
}
