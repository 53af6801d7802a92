import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { emptySnapshot } from "../../../../engine/model.ts";
import { STACK } from "../../state/states.ts";
import { commandLine } from "../command-line.ts";
import { devOf, secretsOf, stackWithOutputs } from "./with-outputs.ts";

describe("stack rm", () => {
  const pulumi = commandLine();

  it("removes a stack without resources, its file too, but not one that has some", async () => {
    await stackWithOutputs(pulumi);
    assert.match((await pulumi.run("stack", "rm", "dev")).stderr, /requires --yes/);
    assert.match(
      (await pulumi.run("stack", "rm", "dev", "--yes")).stderr,
      /'dev' still has resources; removal rejected/,
    );
    assert.equal(
      (await pulumi.run("stack", "rm", "dev", "--yes", "--force")).stdout,
      "Stack 'dev' has been removed!\n",
    );
    assert.equal((await pulumi.run("stack", "ls", "--json")).stdout, "[]\n");
    await assert.rejects(readFile(join(pulumi.dir, "Pulumi.dev.yaml")), { code: "ENOENT" });
  });

  it("keeps the stack file and the backups, or removes the backups too, when asked", async () => {
    await stackWithOutputs(pulumi);
    const { layout } = await devOf(pulumi);
    await pulumi.run("stack", "rm", "dev", "--yes", "--force", "--preserve-config");
    assert.match(await readFile(join(pulumi.dir, "Pulumi.dev.yaml"), "utf8"), /encryptionsalt/);
    assert.match(await readFile(layout.previousFile, "utf8"), /test:index:Thing/);
    await stackWithOutputs(pulumi);
    await pulumi.run("stack", "rm", "dev", "--yes", "--force", "--remove-backups");
    await assert.rejects(readFile(layout.previousFile), { code: "ENOENT" });
  });

  it("removes one of which only the stack itself is left, and forgets that it was selected", async () => {
    await pulumi.run("stack", "init", "dev");
    const state = await devOf(pulumi);
    await state.withLock(await secretsOf(state), (store) => store.save({ ...emptySnapshot(), resources: [STACK] }));
    assert.equal((await pulumi.runWith({ env: { PULUMI_SKIP_CONFIRMATIONS: "true" } }, "stack", "delete")).exitCode, 0);
    assert.match((await pulumi.run("stack", "output")).stderr, /no stack selected/);
  });

  it("leaves a stack alone that an operation holds", async () => {
    await stackWithOutputs(pulumi);
    const state = await devOf(pulumi);
    await state.withLock(await secretsOf(state), async () => {
      const { exitCode, stderr } = await pulumi.run("stack", "rm", "dev", "--yes", "--force");
      assert.equal(exitCode, 1);
      assert.match(stderr, /^error: the stack is currently locked by 1 lock/);
    });
    assert.equal((await state.read(await secretsOf(state))).resources.length, 3);
  });
});
