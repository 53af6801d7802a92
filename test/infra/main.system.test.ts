import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { preview } from "@stackmark/engine";
import { initStack } from "@stackmark/engine/commands";
import { root } from "../helpers/imports.ts";
import { temporaryFolder } from "../helpers/temporary.ts";

describe("infra/main.mjs", () => {
  const load = (prelude: string) => {
    const script = `${prelude}; import(${JSON.stringify(join(root, "infra/main.mjs"))}).then((m) => console.log(typeof m.default))`;
    return spawnSync(process.execPath, ["-e", script], { encoding: "utf8" });
  };

  it("under an old Node, infra/main.mjs says which Node to use", () => {
    const old = 'Object.defineProperty(process.versions, "node", { value: "20.1.0" })';
    const { status, stderr } = load(old);
    assert.notEqual(status, 0);
    assert.match(stderr, /needs Node 24 or newer.*use Node 24, or npx pulumi/);
  });

  it("infra/main.mjs exports the program as a function", () => {
    const { stdout, status } = load("0");
    assert.deepEqual([status, stdout.trim()], [0, "function"]);
  });

  describe("with a configuration that is not valid", function () {
    this.timeout(60_000);
    const folder = temporaryFolder();

    it("Pulumi shows the problems without a stack trace", async () => {
      const [configFile, backendDir] = [join(folder.path, "Pulumi.bad.yaml"), join(folder.path, "state")];
      await mkdir(backendDir);
      await writeFile(configFile, "config:\n  stackmark:load: {repeats: -1}\n");
      const said: string[] = [];
      const env = { ...process.env, STACKMARK_HOME: folder.path, PULUMI_CONFIG_PASSPHRASE: "test" };
      const options = { projectDir: root, stack: "bad", backendDir, configFile, env };
      await initStack(options);
      const { result } = await preview({
        ...options,
        onEvent: (event) => void ("diagnosticEvent" in event && said.push(event.diagnosticEvent.message)),
      });
      assert.equal(result, "failed");
      assert.match(said.join("\n"), /CONFIG_INVALID: [^]*load\.repeats/);
      assert.doesNotMatch(said.join("\n"), /unhandled exception|\n\s+at /);
    });
  });
});
