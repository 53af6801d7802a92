import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import type { ResourceState } from "../../../engine/model.ts";
import { PROVIDER, snapshotWith, STACK, thing, urnOf } from "../state/states.ts";
import { commandLine } from "./command-line.ts";
import { devOf, secretsOf } from "./stack/with-outputs.ts";

describe("state", () => {
  const pulumi = commandLine();
  const [a, b] = [thing("a", { protect: true }), thing("b", { dependencies: [urnOf("a")] })];

  beforeEach(async () => {
    await pulumi.run("stack", "init", "dev");
    const state = await devOf(pulumi);
    await state.withLock(await secretsOf(state), (store) => store.save(snapshotWith(a, b)));
  });

  const resources = async (): Promise<ResourceState[]> => (await (await devOf(pulumi)).read(await secrets())).resources;
  const secrets = async () => secretsOf(await devOf(pulumi));
  const named = async () => (await resources()).map(({ urn }) => urn.split("::").at(-1));

  it("state unprotect and protect mark one resource, several or all", async () => {
    const protectedOnes = async () => (await resources()).filter(({ protect }) => protect).map(({ urn }) => urn);
    assert.deepEqual(await pulumi.run("state", "unprotect", a.urn, "--yes"), {
      ...{ exitCode: 0, stdout: "1 resources unprotected\n", stderr: "" },
    });
    assert.deepEqual(await protectedOnes(), []);
    assert.equal((await pulumi.run("state", "protect", a.urn, b.urn)).stdout, "2 resources protected\n");
    assert.deepEqual(await protectedOnes(), [a.urn, b.urn]);
    assert.equal((await pulumi.run("state", "unprotect", "--all", "--yes")).stdout, "All resources unprotected\n");
    assert.deepEqual(await protectedOnes(), []);
  });

  it("state delete refuses resources that others need, and protected ones, unless told otherwise", async () => {
    const needed = await pulumi.run("state", "delete", STACK.urn);
    assert.deepEqual([needed.exitCode, /following resources depend on it:\n \* "a"/.test(needed.stderr)], [1, true]);
    const guarded = await pulumi.run("state", "delete", a.urn, "--target-dependents");
    assert.match(guarded.stderr, /it is protected\. Re-run this command with --force/);
    assert.deepEqual((await resources()).length, 4);
    const forced = await pulumi.run("state", "rm", a.urn, "--target-dependents", "--force", "-y");
    assert.deepEqual([forced.stdout, /^warning: deleting protected/.test(forced.stderr)], ["Resource deleted\n", true]);
    assert.deepEqual(await named(), ["shop-dev", "default"]);
    assert.equal((await pulumi.run("state", "delete", "--all")).stdout, "Resources deleted\n");
    assert.deepEqual(await resources(), []);
  });

  it("state rename renames a resource and what refers to it", async () => {
    assert.equal((await pulumi.run("state", "rename", a.urn, "z", "--yes")).stdout, "Resource renamed\n");
    const [, , renamed, dependent] = await resources();
    assert.deepEqual([renamed?.urn, dependent?.dependencies], [urnOf("z"), [urnOf("z")]]);
    assert.equal((await pulumi.run("state", "rename", PROVIDER.urn, "mine", "--yes")).exitCode, 0);
    const taken = await pulumi.run("state", "rename", b.urn, "z");
    assert.match(taken.stderr, /corresponds to an already existing resource/);
  });

  it("an unknown URN is refused with those that are similar", async () => {
    for (const command of ["delete", "unprotect"]) {
      const { exitCode, stderr } = await pulumi.run("state", command, `${b.urn}x`);
      assert.equal(exitCode, 1);
      assert.match(stderr, /^error: No such resource ".*bx" exists.*\nDid you mean:\n {2}urn.*::b\n/);
    }
    assert.match((await pulumi.run("state", "delete", "b")).stderr, /"b" is not a valid resource URN/);
    assert.match((await pulumi.run("state", "delete")).stderr, /missing required argument .*: resource URN/);
  });

  it("state repair mends a state that no other command reads, after a confirmation", async () => {
    const { layout } = await devOf(pulumi);
    const file = JSON.parse(await readFile(layout.stateFile, "utf8"));
    const { resources: list } = file.checkpoint.latest;
    file.checkpoint.latest.resources = [list[3], list[0], list[1]];
    await writeFile(layout.stateFile, JSON.stringify(file));
    assert.match((await pulumi.run("stack")).stderr, /snapshot integrity failure.*pulumi state repair/);
    const asked = await pulumi.run("state", "repair");
    assert.deepEqual([asked.exitCode, /confirm it with --yes:\n {2}moved/.test(asked.stderr)], [1, true]);
    assert.equal((await pulumi.run("state", "repair", "--yes")).stdout, "State repaired successfully\n");
    assert.deepEqual(await named(), ["default", "shop-dev", "b"]);
    assert.deepEqual((await resources()).at(-1)?.dependencies ?? [], []);
    assert.match((await pulumi.run("state", "repair")).stdout, /already valid/);
  });
});
