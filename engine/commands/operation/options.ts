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
  "--plan <file>": "only performs the steps of a saved plan",
  "--save-plan <file>": "saves a plan for `up --plan`",
  "--import-file <file>": "writes resources to create as an import file for `pulumi import`",
  "--import-pending-creates <pairs>": "imports pending creates by their IDs",
  "--policy-pack <path>": "validates every resource against a policy pack",
  "--policy-pack-config <path>": "configures a policy pack",
  "--attach-debugger [what]": "waits for a debugger before the program or plugins start",
  "--client <address>": "connects to a running language runtime",
  "--neo [task]": "starts a task of Pulumi's assistant in Pulumi Cloud",
  "--neo-task-on-failure": "starts a task of Pulumi's assistant in Pulumi Cloud",
  "--copilot": "starts Pulumi's assistant in Pulumi Cloud",
};

export function withRunOptions(command: Command): Command {
  return withIgnoredFlags(withUnsupportedFlags(withStackOptions(command), UNSUPPORTED), IGNORED)
    .option("-y, --yes", "do not prompt for confirmation")
    .option("-f, --skip-preview", "do not preview first; this engine never previews first")
    .option("-p, --parallel <n>", "maximum number of parallel operations", wholeNumber)
    .option("-m, --message <text>", "message in the stack's history")
    .option("--event-log <file>", "write all engine events to this file, one JSON object per line")
    .option("-j, --json", "print only JSON")
    .option("--expect-no-changes", "fail if anything changes")
    .option("--diff", "show the changed properties of each step")
    .option("--show-config", "with --diff: show the configuration")
    .option("--show-replacement-steps", "with --diff: show the steps of each replacement")
    .option("--show-sames", "with --diff: show unchanged resources")
    .option("--show-full-output", "with --diff: do not truncate long texts")
    .option("--urns", "with --diff: show URNs instead of types")
    .option("--suppress-outputs", "do not show outputs")
    .option("-t, --target <urn>", "operate only on this resource; can be repeated", collect)
    .option("--target-dependents", "also operate on dependents of the targets")
    .option("-x, --exclude <urn>", "ignore this resource; can be repeated", collect)
    .option("--exclude-dependents", "also ignore dependents of excluded resources")
    .option("-c, --config <key=value>", "set a configuration value first; can be repeated", collect)
    .option("--config-path", "the keys of --config are paths into lists or maps: a.b[0]")
    .option("--skip-config-validation", "do not validate the configuration against the project file")
    .option("--run-program", "run the program for its providers and hooks, for refresh, destroy and --refresh")
    .option("--continue-on-error", "continue with resources that do not depend on failed ones");
}

export const withRefreshFirst = (command: Command): Command =>
  command.option("-r, --refresh [bool]", "read every resource from its provider first");

export const withShowSecrets = (command: Command): Command =>
  command.option("--show-secrets", "show secrets in plain text, in the display and in the event log");

/** For operations that delete or replace. */
export const withProtectOptions = (command: Command): Command =>
  command.option("--ignore-protect", "delete and replace protected resources");

export const withReplaceOptions = (command: Command): Command =>
  command
    .option("--replace <urn>", "replace this resource; can be repeated", collect)
    .option("--target-replace <urn>", "replace only this resource; can be repeated", collect);
