import assert from "node:assert/strict";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { commandLine } from "./command-line.ts";

describe("config verbs", () => {
  const pulumi = commandLine();
  const file = () => readFile(join(pulumi.dir, "Pulumi.dev.yaml"), "utf8");
  const quiet = { exitCode: 0, stdout: "", stderr: "" };
  beforeEach(async () => void (await pulumi.run("stack", "init", "dev")));

  it("set values that get prints, and say nothing themselves", async () => {
    assert.deepEqual(await pulumi.run("config", "set", "plain", "text"), quiet);
    assert.deepEqual(await pulumi.run("config", "set", "other:key", "-5"), quiet);
    assert.equal((await pulumi.run("config", "get", "plain")).stdout, "text\n");
    assert.equal((await pulumi.run("config", "get", "other:key")).stdout, "-5\n");
  });

  it("set a value from stdin, without the newline at its end", async () => {
    await pulumi.runWith({ stdin: "line 1\nline 2\n" }, "config", "set", "text");
    assert.equal((await pulumi.run("config", "get", "text")).stdout, "line 1\nline 2\n");
  });

  it("keep secrets out of the file and out of the list", async () => {
    assert.deepEqual(await pulumi.run("config", "set", "--secret", "token", "s3cret"), quiet);
    assert.deepEqual(await pulumi.run("config", "set", "--path", "--secret", "tree.pass", "pass-word"), quiet);
    assert.doesNotMatch(await file(), /s3cret|pass-word/);
    const { stdout } = await pulumi.run("config");
    assert.equal(stdout, "KEY    VALUE\ntoken  [secret]\ntree   [secret]\n");
    const json = JSON.parse((await pulumi.run("config", "--json")).stdout);
    assert.deepEqual(json, { "shop:token": { secret: true }, "shop:tree": { secret: true } });
  });

  it("show secrets when asked, in Pulumi's JSON", async () => {
    await pulumi.run("config", "set", "--secret", "token", "s3cret");
    await pulumi.run("config", "set", "--path", "tree.list[0]", "007");
    await pulumi.run("config", "set", "--path", "tree.on", "true");
    await pulumi.run("config", "set", "n", "42");
    const { stdout } = await pulumi.run("config", "--json", "--show-secrets");
    assert.deepEqual(JSON.parse(stdout), {
      "shop:n": { value: "42", secret: false },
      "shop:token": { value: "s3cret", secret: true },
      "shop:tree": { value: '{"list":["007"],"on":true}', objectValue: { list: ["007"], on: true }, secret: false },
    });
    const get = await pulumi.run("config", "get", "--path", "tree.list[0]");
    assert.equal(get.stdout, "007\n");
  });

  it("need the passphrase only for secrets", async () => {
    await pulumi.run("config", "set", "--secret", "token", "s3cret");
    const wrong = { env: { PULUMI_CONFIG_PASSPHRASE: "wrong" } };
    assert.deepEqual(await pulumi.runWith(wrong, "config", "set", "plain", "x"), quiet);
    assert.equal((await pulumi.runWith(wrong, "config", "get", "plain")).stdout, "x\n");
    const refused = await pulumi.runWith(wrong, "config", "get", "token");
    assert.deepEqual(refused, {
      exitCode: 1,
      stdout: "",
      stderr: "error: getting secrets manager: incorrect passphrase\n",
    });
    const before = await file();
    assert.equal((await pulumi.runWith(wrong, "config", "set", "--secret", "other", "y")).exitCode, 1);
    assert.equal(await file(), before);
  });

  it("remove values, and are content when there is nothing to remove", async () => {
    await pulumi.run("config", "set", "plain", "text");
    assert.deepEqual(await pulumi.run("config", "--stack", "dev", "rm", "plain"), quiet);
    assert.deepEqual(await pulumi.run("config", "rm", "plain"), quiet);
    assert.equal(
      (await pulumi.run("config", "get", "plain")).stderr.startsWith("error: configuration key 'plain' not found"),
      true,
    );
  });

  it("set and remove several values at once", async () => {
    const pairs = ["--plaintext", "a=1", "--secret", "tree.token=needle", "--plaintext", "tree.size=2"];
    assert.deepEqual(await pulumi.run("config", "set-all", "--path", ...pairs), quiet);
    assert.doesNotMatch(await file(), /needle/);
    const shown = JSON.parse((await pulumi.run("config", "--json", "--show-secrets")).stdout);
    assert.equal(shown["shop:a"].value, "1");
    assert.deepEqual(shown["shop:tree"].objectValue, { size: 2, token: "needle" });
    assert.deepEqual(await pulumi.run("config", "rm-all", "--path", "a", "tree.token", "none"), quiet);
    assert.deepEqual(Object.keys(JSON.parse((await pulumi.run("config", "--json")).stdout)), ["shop:tree"]);
    assert.equal((await pulumi.run("config", "set-all", "--plaintext", "nothing")).exitCode, 1);
  });

  it("store a value as the type that is asked for", async () => {
    for (const [type, value] of [
      ["int", "42"],
      ["bool", "true"],
      ["float", "1.5"],
      ["string", "007"],
    ] as const)
      assert.deepEqual(await pulumi.run("config", "set", type, value, "--type", type), quiet);
    const text = await file();
    for (const line of ["shop:int: 42", "shop:bool: true", "shop:float: 1.5", 'shop:string: "007"'])
      assert.ok(text.includes(line), `${line} in ${text}`);
    assert.equal((await pulumi.run("config", "set", "n", "x", "--type", "int")).exitCode, 1);
    assert.equal((await pulumi.run("config", "set", "n", "1", "--type", "int", "--secret")).exitCode, 1);
  });

  it("write into the file that --config-file names", async () => {
    await pulumi.run("config", "set", "plain", "text", "--config-file", "other.yaml");
    assert.match(await readFile(join(pulumi.dir, "other.yaml"), "utf8"), /shop:plain: text/);
    assert.doesNotMatch(await file(), /plain/);
  });

  it("take up the state's salt where the stack file was lost", async () => {
    const [salt = ""] = /encryptionsalt: .*/.exec(await file()) ?? [];
    await rm(join(pulumi.dir, "Pulumi.dev.yaml"));
    await pulumi.run("config", "set", "--secret", "token", "s3cret");
    assert.ok((await file()).startsWith(salt));
  });

  it("name what is not there", async () => {
    const { exitCode, stderr } = await pulumi.run("config", "cp", "--dest", "prod");
    assert.equal(exitCode, 1);
    assert.equal(
      stderr,
      "error: `pulumi config cp` is not there in the embedded engine. With the Pulumi CLI it copies configuration to another stack.\n",
    );
  });
});
