import assert from "node:assert/strict";
import { newSecretsProvider } from "../../../engine/secrets/provider.ts";
import { commandLine } from "./command-line.ts";
import { devOf, secretsOf, stackWithOutputs } from "./stack/with-outputs.ts";

describe("cancel", () => {
  const pulumi = commandLine();

  it("cancel removes the lock of another process", async () => {
    await stackWithOutputs(pulumi);
    const state = await devOf(pulumi);
    await state.withLock(
      await newSecretsProvider("other"),
      async () => {
        const { stdout } = await pulumi.run("cancel", "dev");
        assert.equal(stdout, "The currently running update for 'dev' has been canceled!\n");
        assert.deepEqual(await state.locks(), []);
      },
      { readWith: await secretsOf(state) },
    );
  });
});
