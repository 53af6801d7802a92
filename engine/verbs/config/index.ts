/** `config ...` */
import type { Command } from "commander";
import { asGroup } from "../group.ts";
import type { Io } from "../io.ts";
import { addConfigAll } from "./all.ts";
import { addConfigCopy } from "./copy.ts";
import { addConfigEnv } from "./env.ts";
import { addConfigGet } from "./get.ts";
import { listConfig, withLsOptions } from "./ls.ts";
import { addConfigRefresh } from "./refresh.ts";
import { addConfigRm } from "./rm.ts";
import { addConfigSet } from "./set.ts";

export function addConfig(program: Command, io: Io): void {
  const list = (options: object) => listConfig(options, io);
  const config = asGroup(withLsOptions(program.command("config")), list).description("list and change configuration");
  withLsOptions(config.command("ls")).description("list the values").action(list);
  for (const add of [addConfigGet, addConfigSet, addConfigRm, addConfigAll]) add(config, io);
  for (const add of [addConfigCopy, addConfigRefresh, addConfigEnv]) add(config, io);
}
