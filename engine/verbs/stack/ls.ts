/** `stack ls`: the project's stacks, or with `--all` the backend's. */
import type { Command } from "commander";
import type { StackState } from "../../state/stack.ts";
import { printJson, printLine, type Io } from "../io.ts";
import { openProject, withSharedOptions, type SharedOptions } from "../options.ts";
import { selectedStack } from "../selected-stack.ts";
import { table } from "../table.ts";

interface LsOptions extends SharedOptions {
  json?: boolean;
  all?: boolean;
  project?: string;
}

export function addStackLs(parent: Command, io: Io): void {
  withSharedOptions(parent.command("ls"))
    .description("list stacks")
    .option("-j, --json", "as JSON")
    .option("-a, --all", "of all projects")
    .option("-p, --project <name>", "of this project")
    .option("-s, --stack <name>", "accepted, without effect")
    .action((options: LsOptions) => ls(options, io));
}

async function ls(options: LsOptions, io: Io): Promise<void> {
  const { project, backend } = await openProject(options, io);
  const current = await selectedStack(project, io.env);
  const wanted = options.project ?? project.name;
  const names = (await backend.stacks()).filter((name) => options.all || name.project === wanted);
  const rows = await Promise.all(
    names.map(async (name) => {
      const facts = await factsOf(backend.stack(name.project, name.stack));
      const shown = name.project === project.name ? name.stack : `organization/${name.project}/${name.stack}`;
      return { name: shown, current: shown === current, updateInProgress: false, ...facts };
    }),
  );
  if (options.json) return printJson(io, rows);
  const cells = rows.map((row) => [
    row.name + (row.current ? "*" : ""),
    row.lastUpdate ?? "n/a",
    row.resourceCount === undefined ? "n/a" : String(row.resourceCount),
  ]);
  for (const line of table(["NAME", "LAST UPDATE", "RESOURCE COUNT"], cells)) printLine(io.stdout, line);
}

/** One stack that cannot be read must not hide the others. */
async function factsOf(state: StackState): Promise<{ lastUpdate?: string; resourceCount?: number }> {
  try {
    const { deployment } = await state.readFile();
    const time = deployment.manifest?.time;
    const resourceCount = deployment.resources?.length ?? 0;
    return resourceCount > 0 && typeof time === "string" ? { lastUpdate: time, resourceCount } : { resourceCount };
  } catch {
    return {};
  }
}
