import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { askMachines } from "../../../cli/destroy/machines.ts";
import { CliError } from "../../../cli/errors.ts";
import { planStackFile } from "../../../infra/stack-file.ts";
import { root } from "../../helpers/imports.ts";

describe("existing machines whose key cannot be read", () => {
  const notAsked = async (error: Error) => {
    const { plan } = planStackFile("edge", readFileSync(join(root, "Pulumi.edge.yaml"), "utf8"));
    const answers = await askMachines(plan!, () => Promise.reject(error));
    return answers.map((answer) => ("notAsked" in answer ? answer.notAsked : ""));
  };

  it("are not asked, and without a passphrase, what to set is said", async () => {
    const missing = new CliError("PASSPHRASE_MISSING", "edge: requires a passphrase. Nothing was started.");
    assert.deepEqual(await notAsked(missing), ["set PULUMI_CONFIG_PASSPHRASE, which decrypts its edgeSshKey"]);
    assert.deepEqual(await notAsked(new Error("EACCES")), ["its edgeSshKey cannot be read: EACCES"]);
  });
});
