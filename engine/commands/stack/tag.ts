/** `stack tag ...`: manages tags, which are names and values that users assign to a stack. */
import type { Command } from "commander";
import { own } from "../../values.ts";
import { CommandError } from "../../errors.ts";
import { asGroup } from "../usage.ts";
import { printJson, printLine, type Io } from "../io.ts";
import { openStack, withStackOptions, type StackOptions } from "../options.ts";
import { table } from "../format.ts";

export function addStackTag(parent: Command, io: Io): void {
  const tag = withStackOptions(parent.command("tag"));
  asGroup(tag, () => Promise.resolve(tag.outputHelp())).description("manage the stack's tags");
  withStackOptions(tag.command("get").argument("<name>"))
    .description("print a tag's value")
    .action((name: string, options: StackOptions) => get(name, options, io));
  withStackOptions(tag.command("ls").alias("list"))
    .description("list the tags")
    .option("-j, --json", "print JSON")
    .action((options: StackOptions & { json?: boolean }) => list(options, io));
  withStackOptions(tag.command("rm").aliases(["remove", "delete"]).argument("<name>"))
    .description("remove a tag, if it exists")
    .action((name: string, options: StackOptions) => remove(name, options, io));
  withStackOptions(tag.command("set").argument("<name>").argument("<value>"))
    .description("set a tag")
    .action((name: string, value: string, options: StackOptions) => set(name, value, options, io));
}

async function get(name: string, options: StackOptions, io: Io): Promise<void> {
  const { state } = await openStack(options, io);
  const value = own(await state.tags(), name);
  if (value === undefined)
    throw new CommandError("VERB_TAG_NOT_FOUND", `stack tag '${name}' not found for stack '${state.name.stack}'`);
  printLine(io.stdout, value);
}

async function list(options: StackOptions & { json?: boolean }, io: Io): Promise<void> {
  const tags = Object.entries(await (await openStack(options, io)).state.tags()).sort(([a], [b]) => (a < b ? -1 : 1));
  if (options.json) return printJson(io, Object.fromEntries(tags));
  for (const line of table(["NAME", "VALUE"], tags)) printLine(io.stdout, line);
}

async function remove(name: string, options: StackOptions, io: Io): Promise<void> {
  const { state } = await openStack(options, io);
  const tags = Object.entries(await state.tags()).filter(([known]) => known !== name);
  await state.saveTags(Object.fromEntries(tags));
}

async function set(name: string, value: string, options: StackOptions, io: Io): Promise<void> {
  const { state } = await openStack(options, io);
  await state.saveTags({ ...(await state.tags()), [name]: value });
}
