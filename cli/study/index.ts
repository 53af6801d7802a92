/** The studies: each measures one stack in several variants, and compares them. */
import type { Command } from "commander";
import { exposure } from "./exposure/command.ts";
import { scaling } from "./scaling/command.ts";
import { list, show } from "./scaling/show.ts";

export const STUDIES: Readonly<Record<string, Command>> = { scaling, exposure, show, ls: list };
