import assert from "node:assert/strict";
import { Help } from "commander";
import { COMMANDS } from "../../../cli/commands/index.ts";

describe("the list of commands", () => {
  for (const [name, { usage, load }] of Object.entries(COMMANDS)) {
    if (!load) continue;
    it(`the list of commands shows the options and arguments that \`${name}\` has`, async () => {
      const { command } = await load();
      assert.equal(new Help().subcommandTerm(command), `${name} ${usage}`.trimEnd());
    });
  }
});
