/** Runs a command in this process, which costs no start of Node, and records everything that it prints, without colours, which are on where CI is set. */
import { stripVTControlCharacters } from "node:util";
import { main } from "../../../cli/main.ts";
import type { Command } from "commander";
import { COMMANDS } from "../../../cli/commands/index.ts";

export interface Printed {
  code: number;
  out: string;
  err: string;
}

/** @param home instead of the user's home folder */
export async function stackmark(home: string, ...args: string[]): Promise<Printed> {
  const before = process.env.STACKMARK_HOME;
  process.env.STACKMARK_HOME = home;
  const [out, err] = [record(process.stdout), record(process.stderr)];
  try {
    const code = await main(args, () => undefined);
    return { code, out: out.text(), err: err.text() };
  } finally {
    out.stop();
    err.stop();
    if (before === undefined) delete process.env.STACKMARK_HOME;
    else process.env.STACKMARK_HOME = before;
    // Each command of a process of its own adds these once.
    for (const stream of [process.stdout, process.stderr]) stream.removeAllListeners("error");
  }
}

function record(stream: NodeJS.WriteStream) {
  const write = stream.write.bind(stream);
  let text = "";
  stream.write = (chunk: string | Uint8Array): boolean => {
    text += chunk.toString();
    return true;
  };
  return { text: () => stripVTControlCharacters(text), stop: () => void (stream.write = write) };
}

/** Every command that can be run, except those that parse their own options and have tests of their own, with its name as words, such as `results ls`. */
export async function allCommands(): Promise<{ name: string[]; command: Command }[]> {
  const found: { name: string[]; command: Command }[] = [];
  const collect = (name: string[], command: Command): void => {
    if (command.commands.length === 0 || command.registeredArguments.length > 0) found.push({ name, command });
    for (const child of command.commands) collect([...name, child.name()], child);
  };
  for (const [name, { load }] of Object.entries(COMMANDS)) if (load) collect([name], (await load()).command);
  return found;
}
