import assert from "node:assert/strict";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { pulumiCommand } from "@stackmark/engine/commands";
import type { Context } from "../../../cli/context.ts";
import { embeddedEngine } from "../../../cli/engines/embedded.ts";
import { pulumiEngine } from "../../../cli/engines/pulumi.ts";
import { stateDir } from "../../../cli/home.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

const PULUMI = `#!/bin/sh
[ "$*" = "config get edgeSshKey --json --stack edge" ] || { echo "error: configuration key not found" >&2; exit 1; }
echo '{"value":"PRIVATE KEY","secret":true}'
`;

describe("a secret of the stack's configuration", () => {
  const folder = temporaryFolder();
  const context = (env: NodeJS.ProcessEnv = {}): Context => {
    const output = { write: () => true };
    return { root: folder.path, home: join(folder.path, "home"), env, stdout: output, stderr: output } as never;
  };

  it("is read through the real Pulumi CLI", async () => {
    writeFileSync(join(folder.path, "pulumi"), PULUMI);
    chmodSync(join(folder.path, "pulumi"), 0o755);
    const engine = pulumiEngine(context({ PATH: process.env.PATH }), join(folder.path, "pulumi"));
    assert.equal(await engine.setting("edge", "edgeSshKey"), "PRIVATE KEY");
    assert.equal(await engine.setting("edge", "other"), undefined);
  });

  it("is read and decrypted by the embedded engine, with the passphrase only", async () => {
    writeFileSync(join(folder.path, "Pulumi.yaml"), "name: stackmark\nruntime: nodejs\n");
    const env = { PULUMI_CONFIG_PASSPHRASE: "test" };
    const { root, home, stdout, stderr } = context(env);
    const backend = { PULUMI_BACKEND_URL: pathToFileURL(stateDir(home)).href };
    const io = { stdout, stderr, cwd: root, home, env: { ...env, ...backend }, signal: new AbortController().signal };
    for (const args of [
      ["stack", "init", "edge"],
      ["config", "set", "--stack", "edge", "--secret", "edgeSshKey", "PRIVATE KEY"],
    ])
      assert.equal(await pulumiCommand(args, io as never), 0);
    assert.equal(await embeddedEngine(context(env)).setting("edge", "edgeSshKey"), "PRIVATE KEY");
    assert.equal(await embeddedEngine(context(env)).setting("edge", "other"), undefined);
    await assert.rejects(embeddedEngine(context()).setting("edge", "edgeSshKey"), { code: "PASSPHRASE_MISSING" });
  });
});
