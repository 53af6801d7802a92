/** `stack ...` */
import type { Command } from "commander";
import { addUnsupported, asGroup } from "../usage.ts";
import type { Io } from "../io.ts";
import { addStackExport } from "./export.ts";
import { addStackHistory } from "./history.ts";
import { addStackImport } from "./import.ts";
import { addStackInit } from "./init.ts";
import { addStackLs } from "./ls.ts";
import { addStackOutput } from "./output.ts";
import { addStackRename } from "./rename.ts";
import { addStackRm } from "./rm.ts";
import { addStackSelect } from "./select.ts";
import { addStackTag } from "./tag.ts";
import { showStack, withShowOptions } from "./show.ts";

const UNSUPPORTED = {
  "change-secrets-provider": "encrypts the stack's secrets anew with another provider or passphrase",
  graph: "writes the resources' dependencies as a DOT graph",
};

export function addStack(program: Command, io: Io): void {
  const stack = asGroup(withShowOptions(program.command("stack")), (options) => showStack(options, io));
  stack.description("manage stacks; alone: show the stack's resources and outputs");
  for (const add of [addStackInit, addStackLs, addStackSelect, addStackOutput, addStackHistory]) add(stack, io);
  for (const add of [addStackExport, addStackImport, addStackRename, addStackRm, addStackTag]) add(stack, io);
  addUnsupported(stack, UNSUPPORTED);
}
