/** `stack ls`: lists the stacks of the project or, with `--all`, of the backend. */
import type { Command } from "commander";
import { openBackend } from "../../state/backend.ts";
import { parseStackName, qualifiedName } from "../../state/layout.ts";
import type { StackState } from "../../state/stack.ts";
import { own } from "../../values.ts";
import { printJson, printLine, type Io } from "../io.ts";
import { openProject, withSharedOptions, type Opened, type SharedOptions } from "../options.ts";
import { selectedStack } from "../selected-stack.ts";
import { table, timeAgo } from "../format.ts";

interface LsOptions extends SharedOptions {
  json?: boolean;
  all?: boolean;
  project?: string;
  tag?: string;
}

export function addStackLs(parent: Command, io: Io): void {
  withSharedOptions(parent.command("ls").alias("list"))
    .description("list stacks")
    .option("-j, --json", "print JSON")
    .option("-a, --all", "list the stacks of all projects")
    .option("-p, --project <name>", "list the stacks of this project")
    .option("-t, --tag <name[=value]>", "list only stacks with this tag")
    .option("-o, --organization <name>", "accepted, without effect: file backends have no organizations")
    .option("-s, --stack <name>", "accepted, without effect")
    .action((options: LsOptions) => ls(options, io));
}

async function ls(options: LsOptions, io: Io): Promise<void> {
  const opened = await openProject(options, io);
  const backend = await openBackend(opened.backendDir);
  const current = await currentName(opened);
  const wanted = options.project ?? (options.all ? undefined : opened.project.name);
  const states = (await backend.stacks())
    .filter(({ project }) => wanted === undefined || project === wanted)
    .map(({ project, stack }) => backend.stack(project, stack));
  const kept = await Promise.all(states.map((state) => hasTag(state, options.tag)));
  const rows = await Promise.all(
    states.filter((_, index) => kept[index]).map((state) => rowOf(state, opened, current)),
  );
  rows.sort((a, b) => (a.name < b.name ? -1 : 1));
  if (options.json) return printJson(io, rows);
  const cells = rows.map((row) => [
    row.name + (row.current ? "*" : ""),
    row.lastUpdate === undefined ? "n/a" : timeAgo(new Date(row.lastUpdate)),
    row.resourceCount === undefined ? "n/a" : String(row.resourceCount),
  ]);
  for (const line of table(["NAME", "LAST UPDATE", "RESOURCE COUNT"], cells)) printLine(io.stdout, line);
}

async function currentName(opened: Opened): Promise<string | undefined> {
  const selected = await selectedStack(opened);
  return selected === undefined ? undefined : qualifiedName(parseStackName(selected, opened.project.name));
}

async function hasTag(state: StackState, tag: string | undefined): Promise<boolean> {
  if (tag === undefined) return true;
  const [name = "", ...value] = tag.split("=");
  const found = own(await state.tags().catch(() => ({})), name);
  return found !== undefined && (value.length === 0 || found === value.join("="));
}

async function rowOf(state: StackState, { project }: Opened, current: string | undefined) {
  const full = qualifiedName(state.name);
  const name = state.name.project === project.name ? state.name.stack : full;
  return { name, current: full === current, ...(await factsOf(state)) };
}

/** A stack that cannot be read is listed without these. */
async function factsOf(state: StackState): Promise<{ lastUpdate?: string; resourceCount?: number }> {
  try {
    const { deployment } = await state.readFile();
    const time = deployment.manifest?.time;
    return {
      ...(typeof time === "string" ? { lastUpdate: new Date(time).toISOString() } : {}),
      resourceCount: deployment.resources?.length ?? 0,
    };
  } catch {
    return {};
  }
}
