/** `stackmark`: one file a command; commands are loaded only when they are called. */
import { Command, CommanderError, Option } from "commander";
import { outliveReaders } from "@stackmark/engine/io";
import { archiveCommands } from "./archive-commands.ts";
import { compareCommands } from "./compare-commands.ts";
import { context, type Context } from "./context.ts";
import type { InitOptions } from "./commands/init.ts";
import type { PhasesOptions } from "./commands/phases.ts";
import type { PlanOptions } from "./commands/plan.ts";
import type { EngineOptions } from "./engines/engine.ts";
import { EXIT } from "./exit.ts";
import { explain } from "./explain.ts";

const engineOption = (): Option =>
  new Option("--engine <which>", "engine that runs the program; `local*` stacks are always embedded")
    .choices(["auto", "pulumi", "embedded"])
    .default("auto");
const deadlineOption = (): Option =>
  new Option("--deadline <duration>", "end everything after this long, keeping what was measured (exit 3)").default(
    "4h",
  );

type Action = (context: Context) => Promise<number> | number;

/** The whole command line; `run` is called with the chosen command's action. */
export function program(start: (action: Action, dir: string | undefined) => Promise<void>): Command {
  const cli = new Command("stackmark");
  const run = (action: Action): Promise<void> => start(action, cli.opts<{ dir?: string }>().dir);
  cli
    .description("What does a change of topology do to my microservices, and what does it cost?")
    .option(
      "-C, --dir <folder>",
      "folder of Pulumi.yaml and the stack files (default: Stackmark's own); state stays in STACKMARK_HOME",
    )
    .showHelpAfterError("(--help shows what there is)")
    .exitOverride();

  cli
    .command("phases <stacks...>")
    .description("bring up, measure, archive and destroy one stack after the other; then compare and report")
    .addOption(engineOption())
    .addOption(deadlineOption())
    .option("--rounds <n>", "do all of it this often, with new machines each time", "1")
    .option("--keep", "leave the stacks up")
    .option("--out <file>", "where the HTML report goes")
    .action((stacks: string[], o: PhasesOptions) =>
      run(async (c) => (await import("./commands/phases.ts")).phases(c, stacks, o)),
    );
  cli
    .command("up <stack>")
    .description("create or update a stack; measures what has no results yet")
    .addOption(engineOption())
    .addOption(deadlineOption())
    .action((stack: string, o: EngineOptions & { deadline: string }) =>
      run(async (c) => (await import("./commands/up.ts")).up(c, stack, o)),
    );
  cli
    .command("run <stack>")
    .description("measure a stack again, with a new run id")
    .addOption(engineOption())
    .addOption(deadlineOption())
    .action((stack: string, o: EngineOptions & { deadline: string }) =>
      run(async (c) => (await import("./commands/up.ts")).runAgain(c, stack, o)),
    );
  cli
    .command("stop <stack>")
    .description("end the load of a stack that is being measured, keeping its results so far")
    .action((stack: string) => run(async (c) => (await import("./commands/stop.ts")).stop(c, stack)));
  cli
    .command("preview <stack>")
    .description("show what up would do; sends no request")
    .addOption(engineOption())
    .action((stack: string, o: EngineOptions) =>
      run(async (c) => (await import("./commands/preview.ts")).preview(c, stack, o)),
    );
  cli
    .command("plan <stack>")
    .description("show the topology that a stack file describes, without running anything")
    .option("--json", "print it as JSON")
    .option("--mermaid", "print it as a Mermaid flowchart")
    .option("--resources", "run the program and show what it would register; nothing is made")
    .action((stack: string, o: PlanOptions) =>
      run(async (c) => (await import("./commands/plan.ts")).plan(c, stack, o)),
    );
  cli
    .command("init <phase>")
    .description("say in a stack file what only you know; asks in a terminal for what no option says")
    .option("--stack <name>", "make Pulumi.<name>.yaml from the phase's file, instead of changing that")
    .addOption(
      new Option("--admin-cidr <range...>", "addresses that you come from, such as 203.0.113.7").argParser(
        (range: string, all: string[] = []) => [...all, range],
      ),
    )
    .option("--gcp-project <id>", "Google Cloud project that machines are made in")
    .option("--gcp-region <region>", "its region")
    .option("--azure-region <region>", "Azure's region")
    .option("--edge-address <address>", "public address of the machine of somebody else's")
    .option("--edge-host-key <key>", "its public SSH host key")
    .option("--edge-user <user>", "who logs in there")
    .option("--edge-join <way>", "`ssh`, or `manual` if nobody can log in from here")
    .option("--force", "replace values that are there already")
    .action((phase: string, { adminCidr, ...o }: InitOptions & { adminCidr?: string[] }) =>
      run(async (c) =>
        (await import("./commands/init.ts")).init(c, phase, { ...o, ...(adminCidr ? { adminCidrs: adminCidr } : {}) }),
      ),
    );
  cli
    .command("join <stack> <node>")
    .description("print the script by which a machine joins by hand, while up waits for it")
    .action((stack: string, node: string) =>
      run(async (c) => (await import("./commands/join.ts")).join(c, stack, node)),
    );
  cli
    .command("destroy <stack>")
    .description("delete everything of a stack, then check that nothing is left (exit 5)")
    .addOption(engineOption())
    .action((stack: string, o: EngineOptions) =>
      run(async (c) => (await import("./commands/destroy.ts")).destroy(c, stack, o)),
    );
  cli
    .command("outputs <stack>")
    .description("show a stack's outputs")
    .addOption(engineOption())
    .option("--json", "print them whole, as JSON")
    .action((stack: string, o: EngineOptions & { json?: true }) =>
      run(async (c) => (await import("./commands/outputs.ts")).outputs(c, stack, o)),
    );
  compareCommands(cli, run, engineOption, deadlineOption);
  cli
    .command("report [runs...]")
    .description("write one HTML page that works offline; without runs, of the newest run of each stack")
    .addOption(engineOption())
    .option("--out <file>", "where the page goes")
    .option("--slo <objectives>", "judge capacity and demand by them, as in p95<200,failures<1")
    .option("--pool", "several runs of one stack are one side, with all their repeats")
    .action((runs: string[], o: EngineOptions & { out?: string; slo?: string; pool?: true }) =>
      run(async (c) => (await import("./commands/report.ts")).report(c, runs, o)),
    );
  archiveCommands(cli, run);
  cli
    .command("doctor")
    .description("show what is installed, which engine will be used, what is missing and how to get it")
    .option("--json", "print the findings as JSON")
    .action((o: { json?: true }) => run(async (c) => (await import("./commands/doctor.ts")).doctor(c, o)));
  // These two read their own arguments: see `main`.
  cli.command("load <url>").description("the load generator alone: `stackmark load --help`");
  cli
    .command("pulumi <args...>")
    .description("the embedded engine with Pulumi's commands and flags: `stackmark pulumi --help`");
  return cli;
}

export async function main(argv: string[], takeSignals: () => void): Promise<number> {
  outliveReaders(process.stdout, process.stderr);
  try {
    const c = context(takeSignals);
    if (argv[0] === "pulumi") return await (await import("./commands/pulumi.ts")).pulumi(c, argv.slice(1));
    if (argv[0] === "load") return await (await import("./commands/load.ts")).load(c, argv.slice(1));
    let code: number = EXIT.ok;
    const start = async (action: Action, dir?: string): Promise<void> =>
      void (code = await action(context(takeSignals, dir)));
    await program(start).parseAsync(argv, { from: "user" });
    return code;
  } catch (error) {
    // Commander has printed its message, or the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    const { text, exitCode } = explain(error);
    process.stderr.write(text);
    return exitCode;
  }
}
