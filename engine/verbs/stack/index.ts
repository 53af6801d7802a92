/** `stack ...` */
import type { Command } from "commander";
import { addUnsupported } from "../unsupported.ts";
import type { Io } from "../io.ts";
import { addStackExport } from "./export.ts";
import { addStackHistory } from "./history.ts";
import { addStackImport } from "./import.ts";
import { addStackInit } from "./init.ts";
import { addStackLs } from "./ls.ts";
import { addStackOutput } from "./output.ts";
import { addStackRm } from "./rm.ts";
import { addStackSelect } from "./select.ts";

const NOT_THERE = {
  "change-secrets-provider": "encrypts the stack's secrets anew with another provider or passphrase",
  graph: "writes the resources' dependencies as a DOT graph",
  rename: "renames the stack and its resources' URNs",
  tag: "manages a stack's tags",
  unselect: "forgets the selected stack",
};

export function addStack(program: Command, io: Io): void {
  const stack = program.command("stack").description("manage stacks");
  for (const add of [addStackInit, addStackLs, addStackSelect, addStackOutput, addStackHistory]) add(stack, io);
  for (const add of [addStackExport, addStackImport, addStackRm]) add(stack, io);
  addUnsupported(stack, NOT_THERE);
}
