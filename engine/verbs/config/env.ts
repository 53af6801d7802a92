/** `config env`: as with the Pulumi CLI, environments are refused by backends of files. */
import type { Command } from "commander";
import { VerbError } from "../errors.ts";
import { asGroup } from "../group.ts";
import type { Io } from "../io.ts";
import { openStack, withStackOptions, type StackOptions } from "../options.ts";

const COMMANDS = { init: "make", add: "add", rm: "remove", ls: "list" };

export function addConfigEnv(parent: Command, io: Io): void {
  const refuse = async (options: StackOptions): Promise<never> => {
    const { backend } = await openStack(options, io);
    throw new VerbError(
      "VERB_UNSUPPORTED",
      `backend ${backend.url} does not support environments; Pulumi ESC environments require the Pulumi Cloud backend`,
    );
  };
  const env = asGroup(withStackOptions(parent.command("env")), refuse);
  env.description("Pulumi ESC environments, which only Pulumi Cloud has");
  for (const [name, verb] of Object.entries(COMMANDS))
    withStackOptions(env.command(name, { hidden: true }).allowExcessArguments().allowUnknownOption())
      .description(`${verb} environments`)
      .action(refuse);
}
