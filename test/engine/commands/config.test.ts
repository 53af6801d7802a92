import assert from "node:assert/strict";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { pathToFileURL } from "node:url";
import { openBackend } from "../../../engine/state/backend.ts";
import { pulumiCommand } from "../../../engine/commands/index.ts";
import { commandLine } from "./command-line.ts";

describe("config commands", () => {
  const pulumi = commandLine();
  const file = () => readFile(join(pulumi.dir, "Pulumi.dev.yaml"), "utf8");
  const quiet = { exitCode: 0, stdout: "", stderr: "" };
  beforeEach(async () => void (await pulumi.run("stack", "init", "dev")));

  it("config set prints nothing, and config get prints the value", async () => {
    assert.deepEqual(await pulumi.run("config", "set", "plain", "text"), quiet);
    assert.deepEqual(await pulumi.run("config", "set", "other:key", "-5"), quiet);
    assert.equal((await pulumi.run("config", "get", "plain")).stdout, "text\n");
    assert.equal((await pulumi.run("config", "get", "other:key")).stdout, "-5\n");
  });

  it("config set reads a value from stdin without the newline at its end", async () => {
    await pulumi.runWith({ stdin: "line 1\nline 2\n" }, "config", "set", "text");
    assert.equal((await pulumi.run("config", "get", "text")).stdout, "line 1\nline 2\n");
  });

  it("config set without a value fails on a terminal", async () => {
    const stdin = Object.assign(Readable.from([]), { isTTY: true });
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const env = { PULUMI_BACKEND_URL: pathToFileURL(pulumi.backendDir).href, PULUMI_CONFIG_PASSPHRASE: "test" };
    const io = { stdin, stdout, stderr, cwd: pulumi.dir, env };
    assert.equal(await pulumiCommand(["config", "set", "text", "--stack", "dev"], io), 1);
    assert.match(String(stderr.read()), /^error: config value must be specified in non-interactive mode\n$/);
  });

  it("secrets are encrypted in the file and hidden in the list", async () => {
    assert.deepEqual(await pulumi.run("config", "set", "--secret", "token", "s3cret"), quiet);
    assert.deepEqual(await pulumi.run("config", "set", "--path", "--secret", "tree.pass", "pass-word"), quiet);
    assert.doesNotMatch(await file(), /s3cret|pass-word/);
    const { stdout } = await pulumi.run("config");
    assert.equal(stdout, "KEY    VALUE\ntoken  [secret]\ntree   [secret]\n");
    const json = JSON.parse((await pulumi.run("config", "--json")).stdout);
    assert.deepEqual(json, { "shop:token": { secret: true }, "shop:tree": { secret: true } });
  });

  it("config --json has Pulumi's format, with secrets only with --show-secrets", async () => {
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

  it("config commands need the passphrase only for secrets", async () => {
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

  it("config rm removes values, and succeeds if there is none", async () => {
    await pulumi.run("config", "set", "plain", "text");
    assert.deepEqual(await pulumi.run("config", "--stack", "dev", "rm", "plain"), quiet);
    assert.deepEqual(await pulumi.run("config", "rm", "plain"), quiet);
    assert.equal(
      (await pulumi.run("config", "get", "plain")).stderr.startsWith("error: configuration key 'plain' not found"),
      true,
    );
  });

  it("config set-all and rm-all change several values", async () => {
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

  it("in a map, text that is a boolean or a whole number of 64 bits is stored as such, with all digits", async () => {
    const stored = {
      true: true,
      "-5": -5,
      "18446744073709551615": "18446744073709551615",
      "012": '"012"',
      "1.5": '"1.5"',
    };
    for (const [text, written] of Object.entries({ ...stored, "18446744073709551616": '"18446744073709551616"' })) {
      await pulumi.run("config", "set", "--path", "tree.k", "--", text);
      assert.match(await readFile(join(pulumi.dir, "Pulumi.dev.yaml"), "utf8"), new RegExp(` k: ${written}\n`));
    }
    assert.equal((await pulumi.run("config", "set", "n", "9223372036854775807", "--type", "int")).exitCode, 0);
    assert.equal((await pulumi.run("config", "get", "n")).stdout, "9223372036854775807\n");
    assert.equal((await pulumi.run("config", "set", "n", "9223372036854775808", "--type", "int")).exitCode, 1);
  });

  it("config set --type stores a value of that type", async () => {
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

  it("config set --config-file writes to that file", async () => {
    await pulumi.run("config", "set", "plain", "text", "--config-file", "other.yaml");
    assert.match(await readFile(join(pulumi.dir, "other.yaml"), "utf8"), /shop:plain: text/);
    assert.doesNotMatch(await file(), /plain/);
  });

  it("config set uses the salt of the state if the stack file is missing", async () => {
    const [salt = ""] = /encryptionsalt: .*/.exec(await file()) ?? [];
    await rm(join(pulumi.dir, "Pulumi.dev.yaml"));
    await pulumi.run("config", "set", "--secret", "token", "s3cret");
    assert.ok((await file()).startsWith(salt));
  });

  it("config shows values of the project and the stack", async () => {
    await writeFile(
      join(pulumi.dir, "Pulumi.yaml"),
      "name: shop\nruntime: nodejs\nconfig:\n  size: {type: string, default: small}\n  region: west\n  must: {type: string}\n",
    );
    await pulumi.run("config", "set", "region", "east");
    assert.equal((await pulumi.run("config")).stdout, "KEY     VALUE\nregion  east\nsize    small\n");
    assert.equal((await pulumi.run("config", "get", "size")).stdout, "small\n");
    assert.equal((await pulumi.run("config", "get", "must")).exitCode, 1);
    assert.equal((await pulumi.run("config", "get", "--path", "size.length")).exitCode, 1);
  });

  it("config shows a value of several lines in several rows", async () => {
    await pulumi.run("config", "set", "text", "one\ntwo");
    assert.equal((await pulumi.run("config")).stdout, "KEY   VALUE\ntext  one\n      two\n");
  });

  it("config cp copies one value or all to another stack and re-encrypts secrets", async () => {
    await pulumi.run("stack", "init", "prod", "--no-select");
    await pulumi.run("config", "set", "--path", "tree.size", "2");
    await pulumi.run("config", "set", "--path", "tree.token", "needle", "--secret");
    await pulumi.run("config", "set", "plain", "text");
    const prod = async () =>
      JSON.parse((await pulumi.run("config", "--json", "--show-secrets", "--stack", "prod")).stdout);
    assert.deepEqual(await pulumi.run("config", "cp", "plain", "--dest", "prod"), quiet);
    assert.deepEqual(Object.keys(await prod()), ["shop:plain"]);
    assert.deepEqual(await pulumi.run("config", "copy", "-d", "prod"), quiet);
    assert.deepEqual((await prod())["shop:tree"].objectValue, { size: 2, token: "needle" });
    const written = await readFile(join(pulumi.dir, "Pulumi.prod.yaml"), "utf8");
    assert.doesNotMatch(written, /needle/);
    const missing = await pulumi.run("config", "cp", "none", "--dest", "prod");
    assert.match(missing.stderr, /^error: configuration key 'none' not found for stack 'dev'/);
    const same = await pulumi.run("config", "cp", "--dest", "dev");
    assert.equal(same.stderr, "error: current stack and destination stack are the same\n");
    assert.equal((await pulumi.run("config", "cp", "--dest", "nobody")).exitCode, 6);
  });

  it("config refresh restores the configuration of the last update and backs up the file", async () => {
    const none = await pulumi.run("config", "refresh");
    assert.equal(none.stderr, "error: getting latest configuration: no previous deployment\n");
    await pulumi.run("config", "set", "plain", "before");
    await pulumi.run("config", "set", "--secret", "token", "needle");
    const [config, { layout }] = [await file(), (await openBackend(pulumi.backendDir)).stack("shop", "dev")];
    const secure = /secure: (.*)/.exec(config)?.[1];
    await mkdir(layout.historyDir, { recursive: true });
    const update = { kind: "update", startTime: 1, config: { "shop:plain": "before", "shop:token": { secure } } };
    await writeFile(join(layout.historyDir, "dev-1.history.json"), JSON.stringify(update));
    await pulumi.run("config", "set", "plain", "after");
    const path = join(pulumi.dir, "Pulumi.dev.yaml");
    assert.equal(
      (await pulumi.run("config", "refresh")).stdout,
      `backed up existing configuration file to ${path}.bak\nrefreshed configuration for stack 'dev'\n`,
    );
    assert.equal((await pulumi.run("config", "get", "plain")).stdout, "before\n");
    assert.equal((await pulumi.run("config", "get", "token")).stdout, "needle\n");
    assert.match(await readFile(`${path}.bak`, "utf8"), /after/);
    await rm(path);
    assert.deepEqual(await pulumi.run("config", "refresh"), quiet);
    assert.equal((await pulumi.run("config", "get", "token")).stdout, "needle\n");
  });

  it("config set refuses mutually exclusive flags", async () => {
    const { exitCode, stderr } = await pulumi.run("config", "set", "n", "1", "--type", "int", "--secret");
    assert.equal(exitCode, 1);
    assert.match(
      stderr,
      /^error: if any flags in the group \[secret plaintext type\] .*; \[secret type\] were all set\n$/,
    );
  });
});
