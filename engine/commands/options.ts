/** Options that many commands share, and the project and stack that they select. */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { InvalidArgumentError, type Command } from "commander";
import { COLOR_CHOICES, type ColorChoice } from "../display/colors.ts";
import { loadProject, type Project } from "../project/project-file.ts";
import { Workspace, type WorkspaceOptions } from "../project/workspace.ts";
import { backendDirOf, openBackend } from "../state/backend.ts";
import { parseStackName } from "../state/layout.ts";
import { CommandError } from "../errors.ts";
import { printLine, type Io } from "./io.ts";
import { selectedStack, type SelectionPlace } from "./selected-stack.ts";
import { withIgnoredFlags } from "./usage.ts";

export interface SharedOptions {
  cwd?: string;
  color?: ColorChoice;
  nonInteractive?: boolean;
}

export interface StackOptions extends SharedOptions {
  stack?: string;
  configFile?: string;
}

const IGNORED = [
  ...["--logtostderr", "--logflow", "-v, --verbose <level>", "-e, --emoji", "--disable-integrity-checking"],
  ...["--tracing <endpoint>", "--tracing-header <text>", "--otel-traces <endpoint>"],
  ...["--profiling <file>", "--memprofilerate <rate>"],
];

/** Pulumi's global flags. Those that only affect logging are accepted without effect. */
export const withSharedOptions = (command: Command): Command =>
  withIgnoredFlags(command, IGNORED)
    .option("-C, --cwd <dir>", "run as if started in this directory")
    .option("--color <when>", "always, never, raw or auto", colorChoice, "auto")
    .option("--non-interactive", "accepted, without effect: this engine never prompts");

function colorChoice(text: string): ColorChoice {
  const choice = COLOR_CHOICES.find((known) => known === text);
  if (choice) return choice;
  throw new CommandError(
    "VERB_USAGE",
    `unsupported color option: '${text}'.  Supported values are: ${COLOR_CHOICES.join(", ")}`,
  );
}

export const withStackOptions = (command: Command): Command =>
  withSharedOptions(command)
    .option("-s, --stack <name>", "the stack to use; default: the selected stack")
    .option("--config-file <path>", "use this file instead of Pulumi.<stack>.yaml");

export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError("must be a whole number.");
  return value;
}

export const collect = (value: string, before: string[] | undefined): string[] => [...(before ?? []), value];

export const workDir = (options: SharedOptions, io: Io): string => resolve(io.cwd, options.cwd ?? ".");

/** `PULUMI_BACKEND_URL`, else the project's backend, else `state` in the caller's home folder. */
function backendUrl(project: Project, io: Io): string {
  const url = io.env.PULUMI_BACKEND_URL || project.backendUrl;
  if (url !== undefined) return url;
  if (io.home) return pathToFileURL(resolve(project.dir, io.home, "state")).href;
  throw new CommandError("VERB_USAGE", "no backend is configured: set PULUMI_BACKEND_URL=file://<folder>");
}

export async function openProject(options: SharedOptions, io: Io): Promise<Opened> {
  const project = await loadProject(workDir(options, io));
  const place = { project, backendUrl: backendUrl(project, io), env: io.env };
  return { ...place, backendDir: backendDirOf(place.backendUrl, project.dir) };
}

/** A project and its backend. */
export interface Opened extends SelectionPlace {
  backendDir: string;
}

/** Whether `--yes` is given or, as with Pulumi, `PULUMI_SKIP_CONFIRMATIONS` is set. */
export const isConfirmed = ({ yes }: { yes?: boolean }, { env }: Io): boolean =>
  yes === true || ["1", "true"].includes((env.PULUMI_SKIP_CONFIRMATIONS ?? "").toLowerCase());

/** The stack that is named by the argument or by `--stack`. */
export function namedStack(argument: string | undefined, { stack }: StackOptions): string | undefined {
  if (argument !== undefined && stack !== undefined)
    throw new CommandError("VERB_USAGE", "only one of --stack or argument stack name may be specified, not both");
  return argument ?? stack;
}

/**
 * @param named default: `--stack`, else the selected stack
 * @throws CommandError `VERB_NO_STACK_SELECTED`
 */
export async function workspaceOptions(options: StackOptions, io: Io, named?: string): Promise<WorkspaceOptions> {
  const opened = await openProject(options, io);
  const { project, backendDir, env } = opened;
  const stack = shortName((named ?? options.stack) || (await existingSelection(opened)), project);
  const configFile = options.configFile ? resolve(workDir(options, io), options.configFile) : undefined;
  return {
    ...{ projectDir: project.dir, backendDir, stack, env, home: io.home, configFile },
    leavesStackFile: io.leavesStackFile?.(project.dir, stack),

    onNotice: (message) => printLine(io.stderr, message),
  };
}

/** A selected stack that no longer exists counts as not selected. */
async function existingSelection(opened: Opened): Promise<string> {
  const selected = await selectedStack(opened);
  if (selected !== undefined) {
    const { project, stack } = parseStackName(selected, opened.project.name);
    if (await (await openBackend(opened.backendDir)).stack(project, stack).exists()) return selected;
  }
  throw new CommandError("VERB_NO_STACK_SELECTED", "no stack selected; please use `pulumi stack select` to choose one");
}

/** Without organization and project, if it is a stack of this project. */
function shortName(text: string, { name }: Project): string {
  const { project, stack } = parseStackName(text, name);
  return project === name ? stack : text;
}

/** @throws StateError `STATE_STACK_UNKNOWN` if the stack does not exist */
export async function openStack(options: StackOptions, io: Io, named?: string): Promise<Workspace> {
  const workspace = await Workspace.open(await workspaceOptions(options, io, named));
  await workspace.state.readFile();
  return workspace;
}
