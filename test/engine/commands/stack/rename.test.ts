import assert from "node:assert/strict";
import { secretsProviderFor } from "../../../../engine/secrets/provider.ts";
import { openBackend } from "../../../../engine/state/backend.ts";
import { RESOURCE, secret, SIGNATURE } from "../../../../engine/values.ts";
import { STACK, snapshotWith, thing } from "../../state/states.ts";
import { commandLine } from "../command-line.ts";

describe("stack rename", () => {
  const pulumi = commandLine();

  it("stack rename moves state, stack file and history, and renames all URNs of the stack", async () => {
    await pulumi.run("stack", "init", "dev");
    const backend = await openBackend(pulumi.backendDir);
    const [old, secrets] = [
      backend.stack("shop", "dev"),
      await secretsProviderFor("test", (await backend.stack("shop", "dev").salt()) ?? ""),
    ];
    const foreign = "urn:pulumi:other::shop::a:b:C::x";
    const reference = { [SIGNATURE]: RESOURCE, urn: thing("a").urn, id: "1" };
    await old.withLock(secrets, async (store) => {
      await store.save(
        snapshotWith(thing("a"), thing("b", { inputs: { reference, deep: secret([reference]), foreign } })),
      );
      await old.recordUpdate({
        kind: "update",
        startTime: 1,
        endTime: 2,
        message: "",
        environment: {},
        config: {},
        result: "succeeded",
      });
    });
    await pulumi.run("config", "set", "color", "red");
    const { stdout, exitCode } = await pulumi.run("stack", "rename", "prod");
    assert.deepEqual([exitCode, stdout], [0, "Renamed dev to prod\n"]);
    const { resources } = await backend.stack("shop", "prod").read(secrets);
    const text = JSON.stringify(resources);
    assert.doesNotMatch(text, /pulumi:dev::/);
    assert.ok(text.includes(foreign));
    assert.equal(
      resources
        .find(({ type }) => type === STACK.type)
        ?.urn.split("::")
        .at(-1),
      "shop-prod",
    );
    assert.equal((await pulumi.run("config", "get", "color")).stdout, "red\n");
    assert.equal(JSON.parse((await pulumi.run("stack", "history", "--json")).stdout).length, 1);
    assert.match((await pulumi.run("stack", "export", "--stack", "dev")).stderr, /no stack named 'dev' found/);
  });

  it("stack rename refuses the name of an existing stack", async () => {
    for (const name of ["dev", "prod"]) await pulumi.run("stack", "init", name);
    const { exitCode, stderr } = await pulumi.run("stack", "rename", "dev");
    assert.deepEqual([exitCode, stderr], [1, "error: a stack named organization/shop/dev already exists\n"]);
  });
});
