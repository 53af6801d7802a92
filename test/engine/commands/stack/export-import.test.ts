import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { commandLine } from "../command-line.ts";
import { devOf, stackWithOutputs } from "./with-outputs.ts";

describe("stack export and import", () => {
  const pulumi = commandLine();

  it("import reads what export wrote, with secrets encrypted or in plain text", async () => {
    await stackWithOutputs(pulumi);
    const encrypted = (await pulumi.run("stack", "export")).stdout;
    assert.doesNotMatch(encrypted, /hush/);
    await pulumi.run("stack", "export", "--show-secrets", "--file", "plain.json");
    const plain = await readFile(join(pulumi.dir, "plain.json"), "utf8");
    assert.match(plain, /"plaintext": "\\"hush\\""/);

    for (const stdin of [encrypted, plain]) {
      const emptied = JSON.stringify({ version: 3, deployment: {} });
      assert.equal((await pulumi.runWith({ stdin: emptied }, "stack", "import")).stdout, "Import complete.\n");
      assert.equal((await pulumi.run("stack", "output", "--json")).stdout, "{}\n");
      assert.equal((await pulumi.runWith({ stdin }, "stack", "import")).exitCode, 0);
      const { token } = JSON.parse((await pulumi.run("stack", "output", "--json", "--show-secrets")).stdout);
      assert.equal(token, "hush");
    }
    const state = await devOf(pulumi);
    assert.doesNotMatch(await readFile(state.layout.stateFile, "utf8"), /hush/);
  });

  it("export --file writes only where there is a folder, as Pulumi does, and into devices", async () => {
    await stackWithOutputs(pulumi);
    const { exitCode, stderr } = await pulumi.run("stack", "export", "--file", "none/state.json");
    assert.equal(exitCode, 1);
    assert.match(stderr, /^error: could not open file: .*none\/state\.json: its folder does not exist/);
    await assert.rejects(readFile(join(pulumi.dir, "none/state.json")));
    assert.equal((await pulumi.run("stack", "export", "--file", "/dev/null")).exitCode, 0);
  });

  it("import refuses an inconsistent deployment, and without --force resources of another stack", async () => {
    await stackWithOutputs(pulumi);
    const exported = (await pulumi.run("stack", "export")).stdout;
    for (const [stdin, message] of [
      ["{", /could not deserialize deployment/],
      ["{}", /not a deployment/],
      [exported.replace(/"parent": "[^"]*"/, '"parent": "urn:gone"'), /urn:gone is missing/],
    ] as const)
      assert.match((await pulumi.runWith({ stdin }, "stack", "import", "--force")).stderr, message);
    const foreign = exported.replaceAll("urn:pulumi:dev::", "urn:pulumi:prod::");
    const refused = (await pulumi.runWith({ stdin: foreign }, "stack", "import")).stderr;
    assert.match(refused, /^error: 4 errors occurred:\n {4}1\) resource 'urn:pulumi:prod::.* \(prod != dev\)\n/);
    assert.match(refused, /\n {4}4\) importing this file could be dangerous; rerun with --force to proceed anyway\n$/);
    assert.equal((await pulumi.run("stack", "export")).stdout, exported);
    const forced = await pulumi.runWith({ stdin: foreign }, "stack", "import", "--force");
    assert.deepEqual([forced.exitCode, forced.stderr.match(/^warning: /gm)?.length], [0, 3]);
  });

  it("import drops pending operations with a warning", async () => {
    await stackWithOutputs(pulumi);
    const { deployment, version } = JSON.parse((await pulumi.run("stack", "export")).stdout);
    const [resource] = deployment.resources;
    const cutOff = { version, deployment: { ...deployment, pending_operations: [{ resource, type: "updating" }] } };
    const { stderr } = await pulumi.runWith({ stdin: JSON.stringify(cutOff) }, "stack", "import");
    assert.equal(stderr, `warning: removing pending operation 'updating' on '${resource.urn}' from snapshot\n`);
    assert.equal(JSON.parse((await pulumi.run("stack", "export")).stdout).deployment.pending_operations, undefined);
  });

  it("export --version is refused, as by Pulumi with a file backend", async () => {
    await stackWithOutputs(pulumi);
    const { exitCode, stderr } = await pulumi.run("stack", "export", "--version", "1");
    assert.equal(exitCode, 1);
    assert.match(
      stderr,
      /^error: the current backend \(.+\) does not provide the ability to export previous deployments\n$/,
    );
  });
});
