import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { commandLine } from "../command-line.ts";
import { devOf, stackWithOutputs } from "./with-outputs.ts";

describe("stack export and import", () => {
  const pulumi = commandLine();

  it("export writes what import reads back, with secrets encrypted or in plain text", async () => {
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

  it("import refuses what is not sound, and another stack's resources unless forced", async () => {
    await stackWithOutputs(pulumi);
    const exported = (await pulumi.run("stack", "export")).stdout;
    for (const [stdin, message] of [
      ["{", /could not deserialize deployment/],
      ["{}", /not a deployment/],
      [exported.replace(/"parent": "[^"]*"/, '"parent": "urn:gone"'), /urn:gone is missing/],
    ] as const)
      assert.match((await pulumi.runWith({ stdin }, "stack", "import", "--force")).stderr, message);
    const foreign = exported.replaceAll("urn:pulumi:dev::", "urn:pulumi:prod::");
    assert.match((await pulumi.runWith({ stdin: foreign }, "stack", "import")).stderr, /another stack/);
    assert.equal((await pulumi.run("stack", "export")).stdout, exported);
    assert.equal((await pulumi.runWith({ stdin: foreign }, "stack", "import", "--force")).exitCode, 0);
  });

  it("export refuses an earlier version, as Pulumi does with files", async () => {
    await stackWithOutputs(pulumi);
    const { exitCode, stderr } = await pulumi.run("stack", "export", "--version", "1");
    assert.equal(exitCode, 1);
    assert.match(
      stderr,
      /^error: the current backend \(.+\) does not provide the ability to export previous deployments\n$/,
    );
  });
});
