/** `config get`: one value, a secret in plain text. */
import type { Command } from "commander";
import { withProjectValues } from "../../project/declared-config.ts";
import { configValue } from "../../project/program-config.ts";
import { printJson, printLine, type Io } from "../io.ts";
import { openStack, withStackOptions, type StackOptions } from "../options.ts";
import { crypterFor } from "./crypter.ts";
import { keyOf, notFound, valueAt } from "./key.ts";

interface GetOptions extends StackOptions {
  json?: boolean;
  path?: boolean;
}

export function addConfigGet(parent: Command, io: Io): void {
  withStackOptions(parent.command("get").argument("<key>"))
    .description("print a value")
    .option("-j, --json", "as JSON, with whether it is secret")
    .option("--path", "the key leads into a structure: a.b[0]")
    .option("--open [bool]", "accepted, without effect: there are no environments")
    .action((key: string, options: GetOptions) => get(key, options, io));
}

async function get(text: string, options: GetOptions, io: Io): Promise<void> {
  const workspace = await openStack(options, io);
  const { project, stackFile } = workspace;
  const raw = valueAt(withProjectValues(stackFile.config, project), keyOf(text, options.path, project.name));
  if (raw === undefined) throw notFound(text, workspace);
  const value = configValue(raw, await crypterFor(workspace, [raw]));
  if (options.json) printJson(io, value);
  else printLine(io.stdout, value.value);
}
