import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { emptySnapshot } from "../../../../engine/model.ts";
import { STACK } from "../../state/states.ts";
import { commandLine } from "../command-line.ts";
import { devOf, secretsOf, stackWithOutputs } from "./with-outputs.ts";

describe("stack rm", () => {
  const pulumi = commandLine();

  it("stack rm removes a stack and its file, but refuses a stack with resources", async () => {
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

  it("stack rm keeps the stack file with --preserve-config, and removes backups only with --remove-backups", async () => {
    await stackWithOutputs(pulumi);
    const { layout } = await devOf(pulumi);
    await pulumi.run("stack", "rm", "dev", "--yes", "--force", "--preserve-config");
    assert.match(await readFile(join(pulumi.dir, "Pulumi.dev.yaml"), "utf8"), /encryptionsalt/);
    assert.match(await readFile(layout.previousFile, "utf8"), /test:index:Thing/);
    await stackWithOutputs(pulumi);
    await pulumi.run("stack", "rm", "dev", "--yes", "--force", "--remove-backups");
    await assert.rejects(readFile(layout.previousFile), { code: "ENOENT" });
  });

  it("a stack file that belongs to a repository is changed by commands for configuration only", async () => {
    const io = { leavesStackFile: (_: string, stack: string) => stack === "dev" };
    const path = join(pulumi.dir, "Pulumi.dev.yaml");
    const text = "# tracked\nconfig:\n  size: 3\n";
    await writeFile(path, text);
    await pulumi.runWith(io, "stack", "init", "dev");
    assert.equal(await readFile(path, "utf8"), text);
    await pulumi.runWith(io, "config", "set", "size", "4");
    assert.equal(await readFile(path, "utf8"), text.replace("3", '"4"'));
    await pulumi.runWith(io, "config", "set", "--secret", "token", "needle");
    assert.equal((await pulumi.runWith(io, "config", "get", "token")).stdout, "needle\n");
    await pulumi.runWith(io, "stack", "rm", "dev", "--yes");
    assert.match(await readFile(path, "utf8"), /# tracked/);
  });

  it("stack rm removes a stack whose only resource is the stack itself, and clears the selection", async () => {
    await pulumi.run("stack", "init", "dev");
    const state = await devOf(pulumi);
    await state.withLock(await secretsOf(state), (store) => store.save({ ...emptySnapshot(), resources: [STACK] }));
    assert.equal((await pulumi.runWith({ env: { PULUMI_SKIP_CONFIRMATIONS: "true" } }, "stack", "delete")).exitCode, 0);
    assert.match((await pulumi.run("stack", "output")).stderr, /no stack selected/);
  });

  it("stack rm refuses a locked stack", async () => {
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
