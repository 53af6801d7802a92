import { Command } from "commander";
import { SUBCOMMANDS } from "../study/index.ts";

export const command = new Command("study");
for (const subcommand of Object.values(SUBCOMMANDS)) command.addCommand(subcommand);
