/** The subcommands of `stackmark study`: the studies, which measure one stack in several variants, and their results. */
import type { Command } from "commander";
import { exposure } from "./exposure/command.ts";
import { scaling } from "./scaling/command.ts";
import { list, show } from "./scaling/show.ts";

export const SUBCOMMANDS: Readonly<Record<string, Command>> = { scaling, exposure, show, ls: list };
