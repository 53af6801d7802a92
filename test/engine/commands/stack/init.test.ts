import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { commandLine } from "../command-line.ts";

describe("stack init", () => {
  const pulumi = commandLine();

  it("stack init creates a stack and selects it", async () => {
    assert.deepEqual(await pulumi.run("stack", "init", "dev"), {
      exitCode: 0,
      stdout: "Created stack 'dev'\n",
      stderr: "",
    });
    await pulumi.run("stack", "init", "organization/shop/prod", "--no-select");
    const listed = JSON.parse((await pulumi.run("stack", "ls", "--json")).stdout);
    assert.deepEqual(
      listed.map(({ name, current }: { name: string; current: boolean }) => [name, current]),
      [
        ["dev", true],
        ["prod", false],
      ],
    );
  });

  it("stack init refuses an existing stack, an invalid name, and other secrets providers than passphrase", async () => {
    await pulumi.run("stack", "init", "dev");
    const again = await pulumi.run("stack", "init", "dev");
    assert.deepEqual([again.exitCode, again.stderr], [1, "error: stack 'organization/shop/dev' already exists\n"]);
    assert.match((await pulumi.run("stack", "init", "a b")).stderr, /^error: Stack name "a b"/);
    assert.match((await pulumi.run("stack", "init", "x", "--secrets-provider", "awskms://k")).stderr, /awskms/);
  });

  it("--copy-config-from copies the configuration of another stack and re-encrypts its secrets", async () => {
    await pulumi.run("stack", "init", "dev");
    await pulumi.run("config", "set", "size", "small");
    await pulumi.run("config", "set", "--secret", "token", "needle");
    assert.equal((await pulumi.run("stack", "init", "prod", "--copy-config-from", "dev")).exitCode, 0);
    const file = (stack: string) => readFile(join(pulumi.dir, `Pulumi.${stack}.yaml`), "utf8");
    const secure = async (stack: string) => /secure: (.*)/.exec(await file(stack))?.[1];
    assert.notEqual(await secure("prod"), await secure("dev"));
    assert.doesNotMatch(await file("prod"), /needle/);
    assert.equal((await pulumi.run("config", "get", "token", "--stack", "prod")).stdout, "needle\n");
    assert.equal((await pulumi.run("config", "get", "size", "--stack", "prod")).stdout, "small\n");
  });

  it("stack init takes the name as an argument or as a flag, but not both", async () => {
    assert.equal((await pulumi.run("stack", "new", "--stack", "dev")).exitCode, 0);
    const both = await pulumi.run("stack", "init", "a", "--stack", "b");
    assert.match(both.stderr, /^error: only one of --stack or argument stack name may be specified, not both\n$/);
    assert.equal((await pulumi.run("stack", "init")).stderr, "error: missing stack name\n");
  });

  it("stack init generates a passphrase for local stacks, and reports it once", async () => {
    const io = { env: { PULUMI_CONFIG_PASSPHRASE: undefined } };
    const first = await pulumi.runWith(io, "stack", "init", "local");
    assert.match(first.stderr, /a random one was generated .*\.home\/passphrase/);
    assert.equal((await pulumi.runWith(io, "stack", "init", "local-wan")).stderr, "");
  });
});
