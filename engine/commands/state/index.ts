/** `state ...`: edits single resources of the state, and nothing that they stand for. */
import type { Command } from "commander";
import type { Io } from "../io.ts";
import { addUnsupported, asGroup } from "../usage.ts";
import { addStateDelete } from "./delete.ts";
import { addStateMarks } from "./marks.ts";
import { addStateRename } from "./rename.ts";
import { addStateRepair } from "./repair.ts";

const UNSUPPORTED = {
  edit: "opens the state in an editor; here use `pulumi stack export` and `pulumi stack import`",
  get: "prints one resource; here use `pulumi stack export`",
  move: "moves resources to another stack",
  upgrade: "upgrades the layout of the backend",
};

export function addState(program: Command, io: Io): void {
  const state = program.command("state").description("edit single resources of the state");
  asGroup(state, () => Promise.resolve(state.outputHelp()));
  for (const add of [addStateDelete, addStateMarks, addStateRename, addStateRepair]) add(state, io);
  addUnsupported(state, UNSUPPORTED);
}
