/** The entry of another stack, read from its outputs by the embedded engine. */
import assert from "node:assert/strict";
import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { start } from "../../helpers/command.ts";
import { root } from "../../helpers/imports.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

const URL_OF_EU = "http://192.0.2.1:30080";
/** `local-eu` has an entry once URL_OF_EU is set; `local-us` has it as a target. */
const PROGRAM = `
import { getStack } from "@pulumi/pulumi";
import { entryOf } from "./infra/load/other-stack.ts";
const eu = () => (process.env.URL_OF_EU ? { endpoints: { echo: process.env.URL_OF_EU } } : {});
export default () => (getStack() === "local-eu" ? eu() : { target: entryOf("local-eu") });
`;

describe("the entry of another stack as a target", function () {
  this.timeout(120_000);
  const folder = temporaryFolder();

  async function pulumi(exitCode: number, args: string[], variables: NodeJS.ProcessEnv = {}): Promise<string> {
    const env = { ...process.env, STACKMARK_HOME: join(folder.path, "home"), NO_COLOR: "1", ...variables };
    const { ended, text } = start({ dir: folder.path, env }, "pulumi", ...args);
    assert.equal(await ended, exitCode, text());
    return text();
  }

  it("is its URL once that stack is up; before, a preview goes on without it, and an update says what to do", async () => {
    for (const name of ["infra", "node_modules"]) symlinkSync(join(root, name), join(folder.path, name));
    const project = "name: stackmark\nruntime: { name: nodejs, options: { typescript: false } }\nmain: main.mjs\n";
    const files = { "Pulumi.yaml": project, "package.json": '{ "type": "module" }', "main.mjs": PROGRAM };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder.path, name), text);
    for (const stack of ["local-eu", "local-us"]) await pulumi(0, ["stack", "init", stack]);
    const up = (stack: string): string[] => ["up", "--yes", "--skip-preview", "--stack", stack];

    await pulumi(0, ["preview", "--stack", "local-us"]);
    assert.match(
      await pulumi(1, up("local-us")),
      /The stack local-eu, whose entry is a target of load\.regions, has no outputs: bring it up first/,
    );
    await pulumi(0, up("local-eu"), { URL_OF_EU });
    await pulumi(0, up("local-us"));
    assert.ok((await pulumi(0, ["stack", "output", "--stack", "local-us"])).includes(URL_OF_EU));
  });
});
