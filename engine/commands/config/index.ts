/** `config ...` */
import type { Command } from "commander";
import { CommandError } from "../../errors.ts";
import type { Io } from "../io.ts";
import { openStack, type StackOptions, withStackOptions } from "../options.ts";
import { asGroup } from "../usage.ts";
import { addConfigAll, addConfigRm, addConfigSet } from "./change.ts";
import { addConfigCopy } from "./copy.ts";
import { addConfigGet, listConfig, withLsOptions } from "./print.ts";
import { addConfigRefresh } from "./refresh.ts";

export function addConfig(program: Command, io: Io): void {
  const list = (options: object) => listConfig(options, io);
  const config = asGroup(withLsOptions(program.command("config")), list).description("list and change configuration");
  withLsOptions(config.command("ls")).description("list the values").action(list);
  for (const add of [addConfigGet, addConfigSet, addConfigRm, addConfigAll]) add(config, io);
  for (const add of [addConfigCopy, addConfigRefresh, addConfigEnv]) add(config, io);
}

const ENV_COMMANDS = { init: "create", add: "add", rm: "remove", ls: "list" };

export function addConfigEnv(parent: Command, io: Io): void {
  const refuse = async (options: StackOptions): Promise<never> => {
    const { backend } = await openStack(options, io);
    throw new CommandError(
      "VERB_UNSUPPORTED",
      `backend ${backend.url} does not support environments; Pulumi ESC environments require the Pulumi Cloud backend`,
    );
  };
  const env = asGroup(withStackOptions(parent.command("env")), refuse);
  env.description("manage Pulumi ESC environments (unsupported: they require Pulumi Cloud)");
  for (const [name, action] of Object.entries(ENV_COMMANDS))
    withStackOptions(env.command(name, { hidden: true }).allowExcessArguments().allowUnknownOption())
      .description(`${action} environments`)
      .action(refuse);
}
