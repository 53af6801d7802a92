import assert from "node:assert/strict";
import { readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { newSecretsProvider, secretsProviderFor } from "../../../engine/secrets/provider.ts";
import { openBackend } from "../../../engine/state/backend.ts";
import { commandLineOf } from "./command-line.ts";

/** Registers only components, so that no provider starts. */
const PROGRAM = `
import * as pulumi from "@pulumi/pulumi";
const names = new pulumi.Config().requireObject("names");
for (const name of names) new pulumi.ComponentResource("shop:index:Part", name);
export const count = names.length;
export const token = pulumi.secret("needle");
`;

describe("up, preview, refresh and destroy", function () {
  this.timeout(60_000);
  const pulumi = commandLineOf(PROGRAM);
  const setNames = (names: string[]) => pulumi.run("config", "set", "names", JSON.stringify(names));
  beforeEach(() => setNames(["a"]));

  const everyFile = async () => {
    const files = await readdir(join(pulumi.dir, ".."), { recursive: true, withFileTypes: true });
    const own = files.filter((f) => f.isFile() && f.name !== "index.mjs");
    return Promise.all(own.map((f) => readFile(join(f.parentPath, f.name), "utf8")));
  };

  it("up, preview and destroy report changes, and use Pulumi's exit codes", async () => {
    const up = await pulumi.run("up", "--yes", "--skip-preview", "--event-log", "events.jsonl");
    assert.deepEqual([up.exitCode, up.stderr], [0, ""]);
    assert.match(up.stdout, /^Updating \(dev\):\n[^]* \+ {2}shop:index:Part a creat[^]*\n {4}\+ 2 created\n/);
    assert.match(up.stdout, /token: \[secret\]/);
    const events = (await readFile(join(pulumi.dir, "events.jsonl"), "utf8")).trim().split("\n");
    assert.ok(events.map((line) => JSON.parse(line)).some((event) => "summaryEvent" in event));
    const outputs = await pulumi.run("stack", "output", "--json", "--show-secrets");
    assert.deepEqual(JSON.parse(outputs.stdout), { count: 1, token: "needle" });

    const same = await pulumi.run("up", "--yes", "--expect-no-changes");
    assert.deepEqual([same.exitCode, same.stderr], [0, ""]);

    await setNames(["a", "b"]);
    const preview = await pulumi.run("preview", "--json", "--expect-no-changes");
    assert.deepEqual(
      [preview.exitCode, preview.stderr],
      [7, "error: no changes were expected but changes were proposed\n"],
    );
    const digest = JSON.parse(preview.stdout);
    assert.deepEqual(digest.changeSummary, { create: 1, same: 2 });
    const steps = digest.steps.map(({ op, urn }: { op: string; urn: string }) => `${op} ${urn.split("::").at(-1)}`);
    assert.deepEqual(steps, ["same shop-dev", "create b"]);
    assert.equal(JSON.parse((await pulumi.run("stack", "output", "--json")).stdout).count, 1);

    const removal = await pulumi.run("destroy", "--preview-only");
    assert.match(removal.stdout, /^Previewing destroy \(dev\):\n[^]* {4}- 2 to delete\n/);
    const rich = await pulumi.run("destroy", "--preview-only", "--diff");
    assert.match(
      rich.stdout,
      /^Previewing destroy \(dev\):\n[^]*- pulumi:pulumi:Stack: \(delete\)\n {4}\[urn=[^]* {4}- 2 to delete\n$/,
    );
    const destroy = await pulumi.run("destroy", "--yes");
    assert.equal(destroy.exitCode, 0);
    assert.match(destroy.stdout, /run `pulumi stack rm dev`\.\n$/);
    assert.equal((await pulumi.run("stack", "output", "--json")).stdout, "{}\n");

    const history = JSON.parse((await pulumi.run("stack", "history", "--json")).stdout);
    const kinds = history.map(({ kind, result }: { kind: string; result: string }) => `${kind} ${result}`);
    assert.deepEqual(kinds, ["destroy succeeded", "update succeeded", "update succeeded"]);
    for (const text of await everyFile()) assert.doesNotMatch(text, /needle/);
  });

  it("operations require --yes or --skip-preview", async () => {
    for (const command of ["up", "destroy"]) {
      const { exitCode, stdout, stderr } = await pulumi.run(command);
      assert.deepEqual([exitCode, stdout], [2, ""]);
      assert.match(stderr, /^error: --yes or --skip-preview or --preview-only must be passed/);
    }
    const { exitCode, stderr } = await pulumi.run("refresh");
    assert.equal(exitCode, 1);
    assert.match(stderr, /^error: --yes or --skip-preview or --preview-only must be passed/);
  });

  it("--preview-only excludes --yes and --skip-preview", async () => {
    for (const flag of ["--yes", "--skip-preview"]) {
      const { exitCode, stderr } = await pulumi.run("destroy", "--preview-only", flag);
      assert.deepEqual([exitCode, /cannot be used together/.test(stderr)], [1, true]);
    }
  });

  it("an operation on a locked stack fails before it prints anything", async () => {
    const state = (await openBackend(pulumi.backendDir)).stack("shop", "dev");
    const readWith = await secretsProviderFor("test", (await state.salt()) ?? "");
    await state.withLock(
      await newSecretsProvider("test"),
      async () => {
        const { exitCode, stdout, stderr } = await pulumi.run("up", "--yes");
        assert.deepEqual([exitCode, stdout], [1, ""]);
        assert.match(
          stderr,
          /^error: the stack is currently locked by 1 lock\(s\):\n {2}\S+ \(pid \d+, .*\) since \S+ Wait .*\n$/,
        );
      },
      { readWith },
    );
  });

  it("up exits with 1 if the program fails, and prints the error", async () => {
    await writeFile(join(pulumi.dir, "index.mjs"), "throw new Error('no such shop')");
    const { exitCode, stdout } = await pulumi.run("up", "--yes");
    assert.equal(exitCode, 1);
    assert.match(stdout, /Diagnostics:\n {2}pulumi:pulumi:Stack \(shop-dev\):\n[^]*no such shop/);
  });

  it("up --json prints all events and nothing else", async () => {
    const { stdout } = await pulumi.run("up", "--yes", "--json");
    const events = stdout.trim().split("\n");
    const kinds = events.map((line) => Object.keys(JSON.parse(line)).find((key) => key.endsWith("Event")));
    assert.equal(kinds[0], "preludeEvent");
    assert.ok(kinds.includes("summaryEvent"));
  });

  it("destroy --remove removes the stack", async () => {
    assert.equal((await pulumi.run("up", "--yes")).exitCode, 0);
    const { exitCode, stdout } = await pulumi.run("destroy", "--yes", "--remove");
    assert.equal(exitCode, 0);
    assert.match(
      stdout,
      /The resources in the stack have been deleted, and the history and configuration removed\.\n$/,
    );
    assert.doesNotMatch(stdout, /still maintained|has been removed!/);
    assert.equal((await pulumi.run("stack", "ls", "--json")).stdout, "[]\n");
  });

  it("destroy --remove removes the destroyed stack, even if it belongs to another project", async () => {
    const other = "organization/other/dev";
    await pulumi.run("stack", "init", other, "--no-select");
    const { exitCode, stdout } = await pulumi.run("destroy", "--yes", "--remove", "--stack", other);
    assert.deepEqual([exitCode, /history and configuration removed/.test(stdout)], [0, true]);
    const left = JSON.parse((await pulumi.run("stack", "ls", "--all", "--json")).stdout);
    assert.deepEqual(
      left.map(({ name }: { name: string }) => name),
      ["dev"],
    );
    assert.equal((await pulumi.run("config", "get", "names", "--stack", "dev")).stdout, '["a"]\n');
  });

  it("up validates the configuration, unless --skip-config-validation is given", async () => {
    await writeFile(
      join(pulumi.dir, "Pulumi.yaml"),
      "name: shop\nruntime: nodejs\nmain: index.mjs\nconfig:\n  must: {type: string}\n",
    );
    const refused = await pulumi.run("up", "--yes");
    const message = "error: validating stack config: Stack 'dev' is missing configuration value 'must'\n";
    assert.deepEqual([refused.exitCode, refused.stderr], [1, message]);
    assert.equal((await pulumi.run("up", "--yes", "--skip-config-validation")).exitCode, 0);
    assert.equal((await pulumi.run("destroy", "--yes")).exitCode, 0);
  });

  it("--color always prints colors to a pipe", async () => {
    const { stdout } = await pulumi.run("preview", "--diff", "--color", "always");
    assert.ok(stdout.includes("\u001b[32m"));
    assert.ok(!(await pulumi.run("preview", "--diff", "--color", "never")).stdout.includes("\u001b"));
  });

  it("up --config sets configuration values in the stack file first", async () => {
    const { exitCode, stdout } = await pulumi.run("up", "--yes", "-c", 'names=["x","y"]', "--config", "note=kept");
    assert.equal(exitCode, 0);
    assert.match(stdout, /\+ 3 created/);
    assert.equal((await pulumi.run("config", "get", "note")).stdout, "kept\n");
    assert.equal((await pulumi.run("up", "--yes", "--config-path", "-c", "sizes.shop[0]=3")).exitCode, 0);
    assert.equal((await pulumi.run("config", "get", "--path", "sizes.shop[0]")).stdout, "3\n");
  });

  it("display and event log show secrets only with --show-secrets", async () => {
    const up = (...more: string[]) => pulumi.run("up", "--yes", "--event-log", "events.jsonl", ...more);
    const log = () => readFile(join(pulumi.dir, "events.jsonl"), "utf8");
    assert.doesNotMatch((await up()).stdout, /needle/);
    assert.doesNotMatch(await log(), /needle/);
    assert.match((await up("--show-secrets")).stdout, /needle/);
    assert.match(await log(), /needle/);
  });

  it("refresh runs the program with --run-program or PULUMI_RUN_PROGRAM", async () => {
    const count = async () => JSON.parse((await pulumi.run("stack", "output", "--json")).stdout).count;
    await pulumi.run("up", "--yes");
    await setNames(["a", "b"]);
    const PULUMI_RUN_PROGRAM = "true";
    for (const [env, flags, found] of [
      [{}, [], 1],
      [{ PULUMI_RUN_PROGRAM }, [], 2],
      [{}, ["--run-program"], 2],
    ] as const) {
      const { exitCode, stdout } = await pulumi.runWith({ env }, "refresh", "--yes", ...flags);
      assert.equal(exitCode, 0, stdout);
      assert.equal(await count(), found);
    }
  });

  it("an unknown stack is named in the error", async () => {
    const { exitCode, stderr } = await pulumi.run("up", "--yes", "--stack", "nobody");
    assert.deepEqual([exitCode, stderr], [6, "error: no stack named 'nobody' found\n"]);
  });
});
