/** Options that many commands share, and the stack they lead to. */
import { join, resolve } from "node:path";
import { InvalidArgumentError, type Command } from "commander";
import { loadProject, type Project } from "../project/project-file.ts";
import { Workspace, type WorkspaceOptions } from "../project/workspace.ts";
import { backendDirOf, openBackend, type Backend } from "../state/backend.ts";
import { VerbError } from "./errors.ts";
import { printLine, type Io } from "./io.ts";
import { selectedStack } from "./selected-stack.ts";

export interface SharedOptions {
  cwd?: string;
  color?: string;
  nonInteractive?: boolean;
}

export interface StackOptions extends SharedOptions {
  stack?: string;
  configFile?: string;
}

/** Pulumi's global flags. Those that only change logging are taken and have no effect. */
export const withSharedOptions = (command: Command): Command =>
  command
    .option("-C, --cwd <dir>", "run as if started in this folder")
    .option("--color <when>", "always, never, raw or auto", "auto")
    .option("--non-interactive", "never ask; this engine never does")
    .option("--logtostderr", "accepted, without effect")
    .option("--logflow", "accepted, without effect")
    .option("-v, --verbose <level>", "accepted, without effect");

export const withStackOptions = (command: Command): Command =>
  withSharedOptions(command)
    .option("-s, --stack <name>", "the stack to work on; default: the selected one")
    .option("--config-file <path>", "use this file instead of Pulumi.<stack>.yaml");

export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError("must be a whole number.");
  return value;
}

export const collect = (value: string, before: string[] | undefined): string[] => [...(before ?? []), value];

export const workDir = (options: SharedOptions, io: Io): string => resolve(io.cwd, options.cwd ?? ".");

/** `PULUMI_BACKEND_URL`, else the project's, else `state` in Stackmark's folder. */
export function backendDir(project: Project, io: Io): string {
  const url = io.env.PULUMI_BACKEND_URL || project.backendUrl;
  return url
    ? backendDirOf(url, project.dir)
    : join(resolve(project.dir, io.env.STACKMARK_HOME || ".stackmark"), "state");
}

export async function openProject(options: SharedOptions, io: Io): Promise<{ project: Project; backend: Backend }> {
  const project = await loadProject(workDir(options, io));
  return { project, backend: await openBackend(backendDir(project, io)) };
}

/** @throws VerbError `VERB_NO_STACK_SELECTED` */
export async function workspaceOptions(options: StackOptions, io: Io, named?: string): Promise<WorkspaceOptions> {
  const project = await loadProject(workDir(options, io));
  const stack = named ?? options.stack ?? (await selectedStack(project, io.env));
  if (!stack)
    throw new VerbError("VERB_NO_STACK_SELECTED", "no stack selected; please use `pulumi stack select` to choose one");
  const configFile = options.configFile
    ? resolve(workDir(options, io), options.configFile)
    : await io.configFile?.(project.dir, stack);
  return {
    projectDir: project.dir,
    backendDir: backendDir(project, io),
    stack,
    ...(configFile === undefined ? {} : { configFile }),
    env: io.env,
    onNotice: (message) => printLine(io.stderr, message),
  };
}

/** The workspace of a stack that must exist. */
export async function openStack(options: StackOptions, io: Io, named?: string): Promise<Workspace> {
  const workspace = await Workspace.open(await workspaceOptions(options, io, named));
  await workspace.state.readFile();
  return workspace;
}
