import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { commandLine } from "../command-line.ts";
import { devOf } from "./with-outputs.ts";

describe("tags of a stack", () => {
  const pulumi = commandLine();

  const quiet = { exitCode: 0, stdout: "", stderr: "" };
  beforeEach(async () => void (await pulumi.run("stack", "init", "dev")));

  it("stack tag sets, lists and removes tags in Pulumi's file beside the state", async () => {
    assert.deepEqual(await pulumi.run("stack", "tag", "set", "b", "two words"), quiet);
    assert.deepEqual(await pulumi.run("stack", "tag", "set", "a", "1"), quiet);
    assert.equal((await pulumi.run("stack", "tag", "get", "b")).stdout, "two words\n");
    assert.equal((await pulumi.run("stack", "tag", "ls")).stdout, "NAME  VALUE\na     1\nb     two words\n");
    assert.deepEqual(JSON.parse((await pulumi.run("stack", "tag", "ls", "--json")).stdout), { a: "1", b: "two words" });
    const { tagsFile } = (await devOf(pulumi)).layout;
    assert.equal(await readFile(tagsFile, "utf8"), '{"version":1,"tags":{"b":"two words","a":"1"}}');
    for (const name of ["a", "b", "none"]) assert.deepEqual(await pulumi.run("stack", "tag", "rm", name), quiet);
    await assert.rejects(readFile(tagsFile), { code: "ENOENT" });
    const none = await pulumi.run("stack", "tag", "get", "toString");
    assert.deepEqual([none.exitCode, none.stderr], [1, "error: stack tag 'toString' not found for stack 'dev'\n"]);
  });

  it("tags are renamed and removed with their stack", async () => {
    await pulumi.run("stack", "tag", "set", "a", "1");
    await pulumi.run("stack", "rename", "prod");
    assert.equal((await pulumi.run("stack", "tag", "get", "a")).stdout, "1\n");
    await pulumi.run("stack", "rm", "--yes");
    await pulumi.run("stack", "init", "prod");
    assert.equal((await pulumi.run("stack", "tag", "ls")).stdout, "NAME  VALUE\n");
  });

  it("a tag file with invalid content is an error", async () => {
    await writeFile((await devOf(pulumi)).layout.tagsFile, '{"version":9}');
    assert.match((await pulumi.run("stack", "tag", "ls")).stderr, /is not a file of tags in version 1/);
  });
});
