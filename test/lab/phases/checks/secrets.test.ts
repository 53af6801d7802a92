import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { SecretChecks } from "../../../../lab/phases/checks/secrets.ts";
import { temporaryFolder } from "../../../helpers/temporary.ts";

const PASSWORD = "CqLVRbiD0PPBROv_GjzB3oJP";
const STATE = {
  resources: [
    {
      urn: "urn:pulumi:single::stackmark::stackmark:GrafanaPassword::password",
      outputs: { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", plaintext: `"${PASSWORD}"` },
    },
  ],
};

describe("the check of a stack's secrets", () => {
  const folder = temporaryFolder();

  /** After the stack was up, and then destroyed. */
  async function checked(printed = "") {
    const states = [STATE, undefined];
    using checks = new SecretChecks(folder.path, { printed, exportState: () => Promise.resolve(states.shift()) });
    await checks.learn("single");
    await checks.learn("single");
    return checks.check("after destroy");
  }

  it("holds if the secrets that the stack had are nowhere, and says how much was searched", async () => {
    writeFileSync(join(folder.path, "lab.log"), "ready");
    assert.deepEqual(await checked(), {
      title: "no secret is in clear after destroy",
      holds: true,
      seen: "1 text looked for in 1 file and 0 command lines",
    });
  });

  it("names where one of them is", async () => {
    writeFileSync(join(folder.path, "lab.log"), `password ${PASSWORD}`);
    const { holds, seen } = await checked(`password: ${PASSWORD}`);
    const places = [join(folder.path, "lab.log"), "output of commands"];
    assert.deepEqual([holds, seen], [false, places.map((place) => `${place}: password.outputs`).join("; ")]);
  });

  it("does not hold if there was nothing to look for", () => {
    using checks = new SecretChecks(folder.path, { printed: "", exportState: () => Promise.resolve(undefined) });
    assert.equal(checks.check("after up").holds, false);
  });
});
