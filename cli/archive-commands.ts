/** The commands about the archive: `stackmark results ...` and `stackmark serve`. */
import type { Command } from "commander";
import type { Context } from "./context.ts";

type Run = (action: (context: Context) => Promise<number>) => Promise<void>;

export function archiveCommands(cli: Command, run: Run): void {
  const results = cli.command("results").description("runs in the archive: list, show, check, remove, import");
  results
    .command("ls")
    .description("every run, newest first")
    .option("--json", "print them as JSON")
    .action((o: { json?: true }) => run(async (c) => (await import("./commands/results.ts")).list(c, o)));
  results
    .command("show <run>")
    .description("one run: its cells, what is wrong with them, and what can be worked out of it")
    .option("--json", "print it whole, as JSON")
    .action((name: string, o: { json?: true }) =>
      run(async (c) => (await import("./commands/results.ts")).show(c, name, o)),
    );
  results
    .command("capacity <runs...>")
    .description(
      "over several runs: the greatest load that each carries within objectives, and the least machines for each load",
    )
    .requiredOption("--slo <objectives>", "what must hold, as in p95<200,failures<1")
    .option("--json", "print it as JSON")
    .action((names: string[], o: { slo: string; json?: true }) =>
      run(async (c) => (await import("./commands/results.ts")).capacity(c, names, o)),
    );
  results
    .command("verify [runs...]")
    .description("check every file's schema and every digest; all runs where none is named (exit 1 if one is broken)")
    .option("--json", "print the findings as JSON")
    .action((names: string[], o: { json?: true }) =>
      run(async (c) => (await import("./commands/results.ts")).verify(c, names, o)),
    );
  results
    .command("rm <runs...>")
    .description("delete runs for good")
    .option("--yes", "really")
    .action((names: string[], o: { yes?: true }) =>
      run(async (c) => (await import("./commands/results.ts")).remove(c, names, o)),
    );
  results
    .command("import <files...>")
    .description(
      "take in Locust's _stats.csv, k6's summary or JSON stream, JMeter's JTL, load --out's result.json; several are repeats",
    )
    .requiredOption("--stack <name>", "what the run is called in comparisons")
    .option("--level <name>", "load level", "imported")
    .option("--run-id <id>", "default: the stack's name and the time")
    .action((files: string[], o: { stack: string; level: string; runId?: string }) =>
      run(async (c) => (await import("./commands/results-import.ts")).importFiles(c, files, o)),
    );
  cli
    .command("serve")
    .description("show the archive as pages on this machine, and follow a running run")
    .option("--port <port>", "0 picks a free one", "8089")
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .action((o: { port: string; host: string }) => run(async (c) => (await import("./commands/serve.ts")).serve(c, o)));
}
