import assert from "node:assert/strict";
import { commandLine } from "../command-line.ts";
import { devOf, secretsOf, stackWithOutputs } from "./with-outputs.ts";

describe("stack history", () => {
  const pulumi = commandLine();

  it("stack history reports a stack without updates", async () => {
    await stackWithOutputs(pulumi);
    assert.equal((await pulumi.run("stack", "history")).stdout, "Stack has never been updated\n");
    assert.equal((await pulumi.run("stack", "history", "--json")).stdout, "[]\n");
  });

  it("stack history shows updates page by page, and secrets only with --show-secrets", async () => {
    await stackWithOutputs(pulumi);
    const state = await devOf(pulumi);
    const secrets = await secretsOf(state);
    const config = { "shop:pass": { secure: secrets.encrypt("needle") }, "shop:tree": { a: [1] } };
    for (const message of ["first", "second"])
      await state.recordUpdate({
        ...{
          kind: "update",
          startTime: 1_700_000_000,
          endTime: 1_700_000_062,
          message,
          environment: { "git.head": "abc" },
        },
        ...{ config, result: "succeeded", resourceChanges: { create: 2, same: 1 } },
      });
    const history = async (...more: string[]) => (await pulumi.run("stack", "history", ...more)).stdout;
    const text = await history("--page-size", "1");
    assert.match(text, /^Version: 0\nUpdateKind: update\nStatus: succeeded\nMessage: second\n/);
    assert.match(text, /\n\+2-0~0 1 Updated \d+ years? ago took 1m2s\n {4}git\.head: abc\n\n$/);
    assert.match(
      await history("--page-size", "1", "--page", "2", "--full-dates"),
      /first\n.*2023-11-14 22:13:20 \+0000 UTC/,
    );
    assert.equal(await history("--page", "2"), "No stack updates found on page '2'\n");
    const [newest] = JSON.parse(await history("--json"));
    assert.deepEqual(newest.config, {
      "shop:pass": { secret: true },
      "shop:tree": { value: '{"a":[1]}', objectValue: { a: [1] }, secret: false },
    });
    assert.equal(JSON.parse(await history("--json", "--show-secrets"))[0].config["shop:pass"].value, "needle");
  });
});
