import { Command } from "commander";
import { runsDir } from "../../infra/home.ts";
import { listRuns } from "../../results/archive/index.ts";
import { engineOption, run } from "../command-line.ts";
import { pin, pinnedBaseline, unpin } from "../compare/baseline.ts";
import type { Context } from "../context.ts";
import type { EngineOptions } from "../engines/engine.ts";
import { EXIT } from "../exit.ts";
import { requireHome } from "../home.ts";
import { sourceOf } from "../results/sources.ts";

export const command = new Command("baseline");
command
  .command("set")
  .description("pin a run: the newest of a live stack, or one in the archive")
  .argument("<run>")
  .addOption(engineOption())
  .action(run(set));
command.command("show").description("show which run is pinned").action(run(show));
command.command("clear").description("unpin the run").action(run(clear));

async function set(context: Context, name: string, options: EngineOptions): Promise<number> {
  requireHome(context);
  const { runId, stack } = await pin(context.home, await sourceOf(context, name, options.engine));
  context.stdout.write(`baseline: ${runId} (stack ${stack})\n`);
  return EXIT.ok;
}

async function show(context: Context): Promise<number> {
  const { runId, stack, setAt } = await pinnedBaseline(context.home);
  const pinned = (await listRuns(runsDir(context.home))).find((each) => each.runId === runId);
  const status = pinned?.status ?? "no longer in the archive: `stackmark baseline set RUN` pins another";
  context.stdout.write(`baseline: ${runId} (stack ${stack}), set ${setAt}, ${status}\n`);
  if (pinned && pinned.status !== "complete") context.stdout.write(`${pinned.status}: ${pinned.next}\n`);
  return EXIT.ok;
}

async function clear(context: Context): Promise<number> {
  await unpin(context.home);
  context.stdout.write("no baseline is set now\n");
  return EXIT.ok;
}
