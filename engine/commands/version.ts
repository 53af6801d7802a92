/** `version`: the version of Pulumi whose protocol the engine speaks, as scripts read it from the Pulumi CLI; the engine's own on stderr. */
import type { Command } from "commander";
import manifest from "../package.json" with { type: "json" };
import { printLine, type Io } from "./io.ts";

export function addVersion(program: Command, io: Io): void {
  program
    .command("version")
    .description("print the version of Pulumi whose protocol the engine speaks, and the engine's own")
    .action(() => {
      printLine(io.stdout, `v${manifest.dependencies["@pulumi/pulumi"]}`);
      printLine(
        io.stderr,
        `Stackmark's embedded engine ${manifest.version}, which speaks the protocol of this version.`,
      );
    });
}
