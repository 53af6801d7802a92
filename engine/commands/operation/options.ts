/** Options that `up`, `preview`, `destroy` and `refresh` share. */
import type { Command } from "commander";
import type { DiffOptions } from "../../display/diff/index.ts";
import { withIgnoredFlags, withUnsupportedFlags } from "../usage.ts";
import { collect, wholeNumber, withStackOptions, type StackOptions } from "../options.ts";

export interface RunOptions extends StackOptions, DiffOptions {
  yes?: boolean;
  skipPreview?: boolean;
  previewOnly?: boolean;
  json?: boolean;
  diff?: boolean;
  parallel?: number;
  message?: string;
  eventLog?: string;
  expectNoChanges?: boolean;
  target?: string[];
  targetDependents?: boolean;
  replace?: string[];
  targetReplace?: string[];
  exclude?: string[];
  excludeDependents?: boolean;
  excludeProtected?: boolean;
  runProgram?: boolean;
  ignoreProtect?: boolean;
  showSecrets?: boolean;
  config?: string[];
  configPath?: boolean;
  refresh?: boolean | string;
  continueOnError?: boolean;
  skipConfigValidation?: boolean;
  clearPendingCreates?: boolean;
}

const IGNORED = [
  ...["-d, --debug", "--suppress-permalink [bool]", "--suppress-progress", "--show-reads"],
  ...["--show-policy-remediations", "--skip-plugin-pre-install", "--skip-pending-creates"],
  ...["--strict", "--exec-kind <kind>", "--exec-agent <agent>", "--secrets-provider <type>"],
];

const UNSUPPORTED = {
  "--plan <file>": "does only what the plan in that file says",
  "--save-plan <file>": "writes a plan that `up --plan` is then held to",
  "--import-file <file>": "writes what is to be created as input of `pulumi import`",
  "--import-pending-creates <pairs>": "takes pending creates under management by their IDs",
  "--policy-pack <path>": "checks every resource with that policy pack",
  "--policy-pack-config <path>": "configures a policy pack",
  "--attach-debugger [what]": "waits for a debugger before program or plugins start",
  "--client <address>": "takes an already running language runtime",
  "--neo [task]": "asks Pulumi's assistant in Pulumi Cloud",
  "--neo-task-on-failure": "asks Pulumi's assistant in Pulumi Cloud",
  "--copilot": "asks Pulumi's assistant in Pulumi Cloud",
};

export function withRunOptions(command: Command): Command {
  return withIgnoredFlags(withUnsupportedFlags(withStackOptions(command), UNSUPPORTED), IGNORED)
    .option("-y, --yes", "do not ask")
    .option("-f, --skip-preview", "do not preview first; this engine never does")
    .option("-p, --parallel <n>", "at most this many operations at a time", wholeNumber)
    .option("-m, --message <text>", "kept in the stack's history")
    .option("--event-log <file>", "write every engine event into this file, one JSON object a line")
    .option("-j, --json", "print the result as JSON, and nothing else")
    .option("--expect-no-changes", "fail when anything changes")
    .option("--diff", "show what each step does to which properties")
    .option("--show-config", "with --diff: the configuration too")
    .option("--show-replacement-steps", "with --diff: the single steps of replacements too")
    .option("--show-sames", "with --diff: also what stays as it is")
    .option("--show-full-output", "with --diff: long texts whole")
    .option("--urns", "with --diff: URNs instead of types")
    .option("--suppress-outputs", "do not show outputs")
    .option("-t, --target <urn>", "only this resource; can be repeated", collect)
    .option("--target-dependents", "also what depends on the targets")
    .option("-x, --exclude <urn>", "all but this resource; can be repeated", collect)
    .option("--exclude-dependents", "nor what depends on what is excluded")
    .option("-c, --config <key=value>", "set a configuration value first; can be repeated", collect)
    .option("--config-path", "the keys of --config lead into structures: a.b[0]")
    .option("--skip-config-validation", "run the program also with a configuration that the project does not allow")
    .option("--run-program", "refresh and destroy with the program's providers and hooks; up, preview: with --refresh")
    .option("--continue-on-error", "go on with what does not depend on what failed");
}

export const withRefreshFirst = (command: Command): Command =>
  command.option("-r, --refresh [bool]", "read every resource from its provider first");

export const withShowSecrets = (command: Command): Command =>
  command.option("--show-secrets", "show secrets in plain text, in the display and in the event log");

/** For operations that delete or replace. */
export const withProtectOptions = (command: Command): Command =>
  command.option("--ignore-protect", "delete and replace protected resources too");

export const withReplaceOptions = (command: Command): Command =>
  command
    .option("--replace <urn>", "replace this resource; can be repeated", collect)
    .option("--target-replace <urn>", "replace only this resource; can be repeated", collect);
