import assert from "node:assert/strict";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { plannedStacks } from "../../../cli/stacks/plans.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

describe("stack files that cannot be read", () => {
  const folder = temporaryFolder();
  const file = (stack: string): string => join(folder.path, `Pulumi.${stack}.yaml`);
  const refused = (...stacks: string[]) => plannedStacks({ root: folder.path }, stacks);

  it("all of them are named, with the reason", async () => {
    mkdirSync(file("folder"));
    symlinkSync("nowhere", file("link"));
    writeFileSync(file("utf16"), Buffer.from("\uFEFFconfig: {}\n", "utf16le"));
    await assert.rejects(refused("folder", "link", "utf16"), ({ code, message }: Error & { code: string }) => {
      assert.equal(code, "CONFIG_INVALID");
      assert.match(message, /Pulumi\.folder\.yaml cannot be read: it is a folder/);
      assert.match(message, /Pulumi\.link\.yaml cannot be read: it is a symbolic link to a file that does not exist/);
      assert.match(message, /Pulumi\.utf16\.yaml .*\n.*not text in UTF-8/);
      return true;
    });
  });

  it("the name of a file in place of its stack's is answered with the stack's", async () => {
    writeFileSync(file("local"), "config: {}\n");
    for (const name of ["Pulumi.local.yaml", "./Pulumi.local.yaml", "Pulumi.local.yml", "local ", "LOCAL"])
      await assert.rejects(refused(name), { code: "STACK_UNKNOWN", message: /Did you mean `local`\?/ }, name);
  });
});
