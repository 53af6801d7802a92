/** Commands that do something of their own and have commands below them: `stack`, `config`, `pulumi` itself. */
import type { Command } from "commander";
import { VerbError } from "./errors.ts";
import { unknownCommand } from "./usage.ts";

/** @param alone what the command does without a command below it */
export function asGroup(command: Command, alone: (options: object) => Promise<void>): Command {
  return command.allowExcessArguments().action((options: object, self: Command) => {
    const [unknown] = self.args;
    if (unknown !== undefined) throw new VerbError("VERB_USAGE", unknownCommand(unknown, self));
    return alone(options);
  });
}
