/** Commands that do something of their own and have commands below them: `stack`, `config`. */
import type { Command } from "commander";
import { VerbError } from "./errors.ts";

/** @param alone what the command does without a command below it */
export function asGroup(command: Command, alone: (options: object) => Promise<void>): Command {
  return command.allowExcessArguments().action((options: object, self: Command) => {
    const [unknown] = self.args;
    if (unknown !== undefined)
      throw new VerbError("VERB_USAGE", `unknown command "${unknown}" for "pulumi ${self.name()}"`);
    return alone(options);
  });
}
