import assert from "node:assert/strict";
import { commandLine } from "../command-line.ts";
import { stackWithOutputs } from "./with-outputs.ts";

describe("stack output", () => {
  const pulumi = commandLine();

  it("stack output shows secrets only with --show-secrets", async () => {
    await stackWithOutputs(pulumi);
    const hidden = await pulumi.run("stack", "output", "--json");
    assert.deepEqual(JSON.parse(hidden.stdout), {
      list: [1, { a: null }],
      mixed: { p: 2, s: "[secret]" },
      token: "[secret]",
      url: "http://x",
    });
    const shown = await pulumi.run("stack", "output", "--json", "--show-secrets");
    assert.deepEqual(JSON.parse(shown.stdout).mixed, { p: 2, s: 1 });
    const table = await pulumi.run("stack", "output");
    assert.match(table.stdout, /^Current stack outputs \(4\):\n {4}OUTPUT {2}VALUE\n {4}list {4}\[1,\{"a":null\}\]\n/);
  });

  it("stack output prints a single text without quotes", async () => {
    await stackWithOutputs(pulumi);
    assert.equal((await pulumi.run("stack", "output", "url")).stdout, "http://x\n");
    assert.equal((await pulumi.run("stack", "output", "url", "--json")).stdout, '"http://x"\n');
    const none = await pulumi.run("stack", "output", "none");
    assert.deepEqual(none, {
      exitCode: 1,
      stdout: "",
      stderr: "error: current stack does not have output property 'none'\n",
    });
  });

  it("stack output --shell prints a script that sets variables", async () => {
    await stackWithOutputs(pulumi);
    const { stdout } = await pulumi.run("stack", "output", "--shell");
    assert.equal(stdout, `list='[1,{"a":null}]'\nmixed='{"p":2,"s":"[secret]"}'\ntoken='[secret]'\nurl=http://x\n`);
    assert.equal((await pulumi.run("stack", "output", "url", "--shell")).stdout, "url=http://x\n");
    assert.equal((await pulumi.run("stack", "output", "--shell", "--json")).exitCode, 1);
  });

  it("stack output fails if the state was encrypted with another passphrase", async () => {
    await stackWithOutputs(pulumi);
    const { exitCode, stderr } = await pulumi.runWith(
      { env: { PULUMI_CONFIG_PASSPHRASE: "wrong" } },
      ...["stack", "output", "--show-secrets"],
    );
    assert.deepEqual([exitCode, stderr], [1, "error: getting secrets manager: incorrect passphrase\n"]);
    const missing = await pulumi.runWith({ env: { PULUMI_CONFIG_PASSPHRASE: undefined } }, "stack", "init", "prod");
    assert.match(missing.stderr, /passphrase must be set with PULUMI_CONFIG_PASSPHRASE/);
  });
});
