import { Command } from "commander";
import { STUDIES } from "../study/index.ts";

export const command = new Command("study");
for (const study of Object.values(STUDIES)) command.addCommand(study);
