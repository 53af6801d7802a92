/** Programs as the input of their resource: plain data, without paths of this machine. */
import type { PlannedProgram } from "../../applications/application.ts";

export type Program = Omit<PlannedProgram, "files">;

/** What is deployed instead of the storefront. */
export interface Programs {
  /** Folder of the stack file, relative to the home folder. */
  project: string;
  /** Path at which users enter. */
  entryPath: string;
  list: Program[];
}
