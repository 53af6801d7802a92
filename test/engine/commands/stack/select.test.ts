import assert from "node:assert/strict";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { commandLine } from "../command-line.ts";

describe("stack select", () => {
  const pulumi = commandLine();

  it("stack select selects a stack, and --create creates it", async () => {
    assert.match((await pulumi.run("stack", "output")).stderr, /no stack selected/);
    assert.match((await pulumi.run("stack", "select", "dev")).stderr, /no stack named 'dev' found/);
    assert.deepEqual(await pulumi.run("stack", "select", "dev", "--create"), {
      ...{ exitCode: 0, stdout: "Created stack 'dev'\n", stderr: "" },
    });
    assert.match(
      (await pulumi.run("stack", "output")).stdout,
      /\(0\):\n {4}No output values currently in this stack\n/,
    );
    assert.equal((await pulumi.run("stack", "output", "--stack", "nobody")).exitCode, 6);
  });

  const selectionFile = async () => {
    const folder = join(pulumi.dir, "../home/workspaces");
    return join(folder, (await readdir(folder))[0] ?? "");
  };
  const selection = async () => JSON.parse(await readFile(await selectionFile(), "utf8"));
  const backendUrl = () => pathToFileURL(pulumi.backendDir).href;

  it("the selection is kept per backend, in Pulumi's file", async () => {
    await pulumi.run("stack", "init", "dev");
    assert.deepEqual(await selection(), { stacks: { [backendUrl()]: "organization/shop/dev" } });
    const elsewhere = { env: { PULUMI_BACKEND_URL: `${backendUrl()}-2` } };
    assert.match((await pulumi.runWith(elsewhere, "stack", "output")).stderr, /no stack selected/);
    await pulumi.runWith(elsewhere, "stack", "init", "prod");
    assert.equal((await pulumi.run("stack", "--show-name")).stdout, "dev\n");
    assert.equal((await pulumi.runWith(elsewhere, "stack", "--show-name")).stdout, "prod\n");
  });

  it("the selection of an older Pulumi is used, unless it belongs to another kind of backend", async () => {
    await pulumi.run("stack", "init", "dev");
    await writeFile(await selectionFile(), '{"stack": "dev", "more": 1}');
    assert.equal((await pulumi.run("stack", "--show-name")).stdout, "dev\n");
    await writeFile(await selectionFile(), '{"stack": "me/shop/dev", "more": 1}');
    assert.match((await pulumi.run("stack", "--show-name")).stderr, /no stack selected/);
    await pulumi.run("stack", "select", "dev");
    assert.deepEqual(await selection(), {
      ...{ stack: "me/shop/dev", more: 1, stacks: { [backendUrl()]: "organization/shop/dev" } },
    });
  });

  it("a selected stack that no longer exists counts as not selected", async () => {
    await pulumi.run("stack", "init", "dev");
    await rm(pulumi.backendDir, { recursive: true });
    const { exitCode, stderr } = await pulumi.run("stack", "output");
    assert.deepEqual([exitCode, /^error: no stack selected/.test(stderr)], [1, true]);
  });

  it("stack select requires a name", async () => {
    const { exitCode, stderr } = await pulumi.run("stack", "select");
    assert.deepEqual([exitCode, stderr], [6, "error: no stack selected; specify a stack name with --stack\n"]);
  });

  it("stack unselect clears the selection, and reports it once", async () => {
    await pulumi.run("stack", "init", "dev");
    assert.equal((await pulumi.run("stack", "unselect")).stderr, "Stack was unselected\n");
    assert.match((await pulumi.run("stack", "output")).stderr, /no stack selected/);
    assert.deepEqual(await pulumi.run("stack", "unselect"), { exitCode: 0, stdout: "", stderr: "" });
  });
});
