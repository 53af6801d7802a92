/** Options that `up`, `preview`, `destroy` and `refresh` share. */
import type { Command } from "commander";
import { collect, wholeNumber, withStackOptions, type StackOptions } from "../options.ts";

export interface RunOptions extends StackOptions {
  yes?: boolean;
  skipPreview?: boolean;
  previewOnly?: boolean;
  json?: boolean;
  parallel?: number;
  message?: string;
  eventLog?: string;
  expectNoChanges?: boolean;
  target?: string[];
  targetDependents?: boolean;
  replace?: string[];
  targetReplace?: string[];
  exclude?: string[];
  refresh?: boolean | string;
  continueOnError?: boolean;
  clearPendingCreates?: boolean;
}

export function withRunOptions(command: Command): Command {
  return withStackOptions(command)
    .option("-y, --yes", "do not ask")
    .option("-f, --skip-preview", "do not preview first; this engine never does")
    .option("-p, --parallel <n>", "at most this many operations at a time", wholeNumber)
    .option("-m, --message <text>", "kept in the stack's history")
    .option("--event-log <file>", "write every engine event into this file, one JSON object a line")
    .option("-j, --json", "print the result as JSON, and nothing else")
    .option("--expect-no-changes", "fail when anything changes")
    .option("--diff", "accepted, without effect")
    .option("--suppress-outputs", "accepted, without effect")
    .option("--suppress-progress", "accepted, without effect")
    .option("-t, --target <urn>", "only this resource; can be repeated", collect)
    .option("--target-dependents", "also what depends on the targets")
    .option("--exclude <urn>", "all but this resource; can be repeated", collect)
    .option("--continue-on-error", "go on with what does not depend on what failed");
}

export const withRefreshFirst = (command: Command): Command =>
  command.option("-r, --refresh [bool]", "read every resource from its provider first");

export const withReplaceOptions = (command: Command): Command =>
  command
    .option("--replace <urn>", "replace this resource; can be repeated", collect)
    .option("--target-replace <urn>", "replace only this resource; can be repeated", collect);
