/** `config ...` */
import type { Command } from "commander";
import { asGroup } from "../group.ts";
import type { Io } from "../io.ts";
import { addUnsupported } from "../unsupported.ts";
import { addConfigAll } from "./all.ts";
import { addConfigEnv } from "./env.ts";
import { addConfigGet } from "./get.ts";
import { listConfig, withLsOptions } from "./ls.ts";
import { addConfigRm } from "./rm.ts";
import { addConfigSet } from "./set.ts";

const NOT_THERE = {
  cp: "copies configuration to another stack",
  refresh: "writes the configuration of the last update back into the stack file",
};

export function addConfig(program: Command, io: Io): void {
  const list = (options: object) => listConfig(options, io);
  const config = asGroup(withLsOptions(program.command("config")), list).description("list and change configuration");
  withLsOptions(config.command("ls")).description("list the values").action(list);
  for (const add of [addConfigGet, addConfigSet, addConfigRm, addConfigAll, addConfigEnv]) add(config, io);
  addUnsupported(config, NOT_THERE);
}
