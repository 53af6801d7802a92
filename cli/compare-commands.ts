/** The commands that compare: `stackmark diff` and `stackmark baseline ...`. */
import type { Command, Option } from "commander";
import type { DiffOptions } from "./commands/diff.ts";
import type { LiveOptions } from "./commands/diff-live.ts";
import type { Context } from "./context.ts";
import type { EngineOptions } from "./engines/engine.ts";

type Run = (action: (context: Context) => Promise<number>) => Promise<void>;

export function compareCommands(
  cli: Command,
  run: Run,
  engineOption: () => Option,
  deadlineOption: () => Option,
): void {
  cli
    .command("diff [runs...]")
    .description("compare runs with the first: live stacks, runs in the archive, or exported JSON files")
    .addOption(engineOption())
    .option("--baseline", "the first is the run that `stackmark baseline set` pinned")
    .option("--json", "print the comparison as JSON; several as a list")
    .option("--markdown", "print it as Markdown, for a pull request")
    .option("--anyway", "compare what differs in provenance, vantage, specification or scenario; it stays visible")
    .option("--fail-on <verdict>", "exit 4 on `worse`, or `worse:METRIC`, which makes that metric a primary")
    .option("--change <percent>", "say how many repeats it takes to find a change of so much (default: the margin)")
    .option("--live", "bring both stacks up, keep them up, and measure them in turns: A B B A ...")
    .option("--repeats <n>", "with --live: how often each is measured", "10")
    .option("--keep", "with --live: leave up what it brought up")
    .addOption(deadlineOption())
    .action((names: string[], { live, ...o }: DiffOptions & LiveOptions & { live?: true }) =>
      run(async (c) =>
        live
          ? (await import("./commands/diff-live.ts")).diffLive(c, names, o)
          : (await import("./commands/diff.ts")).diff(c, names, o),
      ),
    );
  const baseline = cli.command("baseline").description("the run that `diff --baseline` compares with");
  baseline
    .command("set <run>")
    .description("pin a run: a live stack's newest, or one of the archive")
    .addOption(engineOption())
    .action((name: string, o: EngineOptions) =>
      run(async (c) => (await import("./commands/baseline.ts")).set(c, name, o)),
    );
  baseline
    .command("show")
    .description("which run is pinned")
    .action(() => run(async (c) => (await import("./commands/baseline.ts")).show(c)));
  baseline
    .command("clear")
    .description("pin none")
    .action(() => run(async (c) => (await import("./commands/baseline.ts")).clear(c)));
}
