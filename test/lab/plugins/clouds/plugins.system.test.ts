/** The plugins as the embedded engine runs them: checks, refusals, differences, refreshes. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { join } from "node:path";
import type { PluginProvider } from "../../../../engine/protocol/plugin-provider.ts";
import type { Properties } from "../../../../engine/values.ts";
import * as gcp from "../../clouds/gcp/stack.ts";
import { azureCall, buildAzure, buildGcp, gcpCall, RUN, servedClouds } from "./served-clouds.ts";

describe("the plugins of the simulated clouds", function () {
  this.timeout(60_000);
  const lab = servedClouds();

  for (const name of ["azure-native", "gcp"] as const)
    it(`${name} refuses to be configured outside of the lab, and where no lab runs`, async () => {
      await assert.rejects(lab.start(name, ""), /STACKMARK_LAB names no lab/);
      await assert.rejects(lab.start(name, "/nowhere"), /no lab runs in \/nowhere/);
    });

  it("check reports every unknown property, wrong type and missing property at its path", async () => {
    const [azureProvider, google] = [await lab.start("azure-native"), await lab.start("gcp")];
    const checked = async (provider: PluginProvider, { inputs, ...about }: ReturnType<typeof azureCall>) => {
      const { failures } = await provider.check({ ...about, oldInputs: {}, newInputs: inputs, unknowns: true });
      return failures.map(({ property }) => property).sort();
    };
    const vm = azureCall("vm", (body) => {
      body.hardwareProfile = { vmSise: "Standard_D4s_v5" };
      body.storageProfile.osDisk.diskSizeGB = "64";
      body.priority = "Sometimes";
    });
    assert.deepEqual(await checked(azureProvider, vm), [
      "hardwareProfile.vmSise",
      "priority",
      "storageProfile.osDisk.diskSizeGB",
    ]);
    const instance = gcpCall("instance", (body) => {
      delete body.machineType;
      body.scheduling.maxRunDuration = {};
      body.networkInterfaces[0].networkIP = "10.128.0.2";
    });
    assert.deepEqual(await checked(google, instance), [
      "machineType",
      "networkInterfaces[0].networkIP",
      "scheduling.maxRunDuration.seconds",
    ]);
    const firewall = gcpCall("firewall", (body) => delete body.sourceRanges);
    assert.deepEqual(await checked(google, firewall), ["sourceRanges"]);
    assert.deepEqual(
      await checked(
        google,
        gcpCall("instance", (body) => (body.scheduling.provisioningModel = "CHEAP")),
      ),
      ["scheduling.provisioningModel"],
    );
  });

  it("a refusal is shown in the words of each provider", async () => {
    const [azureProvider, google] = [await lab.start("azure-native"), await lab.start("gcp")];
    await buildAzure(azureProvider, "subnet");
    const rule = azureCall("rule", (body) => (body.priority = 50));
    await assert.rejects(
      azureProvider.create({ ...rule, ...RUN }),
      /^ProviderFailure: Status=400 Code="SecurityRuleInvalidPriority" Message="Security rule Allow-Ssh has invalid Priority/,
    );
    await assert.rejects(
      azureProvider.create({ ...azureCall("group"), ...RUN }),
      /cannot create already existing resource/,
    );
    await google.create({ ...gcpCall("network"), ...RUN });
    await assert.rejects(
      google.create({ ...gcpCall("network"), ...RUN }),
      /1 error occurred:\n\t\* Error creating Network: googleapi: Error 409: The resource '.*' already exists, alreadyExists/,
    );
  });

  it("a diff says which changes need another resource", async () => {
    const [azureProvider, google] = [await lab.start("azure-native"), await lab.start("gcp")];
    const diffed = async (
      provider: PluginProvider,
      { inputs, ...about }: ReturnType<typeof azureCall>,
      change: Properties,
    ) => {
      const call = { ...about, id: "x", oldInputs: inputs, oldOutputs: inputs, ignoreChanges: [], unknowns: true };
      const { changes, replaces } = await provider.diff({ ...call, newInputs: { ...inputs, ...change } });
      return changes === "some" ? replaces : changes;
    };
    assert.deepEqual(await diffed(azureProvider, azureCall("vm"), { vmName: "other" }), ["vmName"]);
    assert.deepEqual(await diffed(azureProvider, azureCall("vm"), { tags: { a: "1" } }), []);
    assert.deepEqual(await diffed(azureProvider, azureCall("vm"), { location: "West Europe" }), "none");
    assert.deepEqual(await diffed(azureProvider, azureCall("ip"), { sku: { name: "Basic" } }), ["sku"]);
    assert.deepEqual(await diffed(google, gcpCall("instance"), { zone: "europe-west1-c" }), ["zone"]);
    assert.deepEqual(await diffed(google, gcpCall("instance"), { machineType: "e2-standard-2" }), []);
    assert.deepEqual(await diffed(google, gcpCall("network"), { mtu: 1460 }), ["mtu"]);
  });

  it("a refresh shows what was changed or deleted behind the program's back", async () => {
    const google = await lab.start("gcp");
    await buildGcp(google, "instance");
    const { inputs, ...about } = gcpCall("instance");
    const read = () => google.read({ ...about, id: gcp.ID.instance, inputs, outputs: inputs });
    assert.deepEqual((await read()).inputs, inputs);
    await lab.clouds.interfere("worker", "stop");
    assert.equal((await read()).outputs!.currentStatus, "TERMINATED");
    await lab.clouds.interfere("worker", "delete");
    assert.equal((await read()).id, "");
    await google.delete({ ...about, id: gcp.ID.instance, inputs, outputs: {}, timeoutSeconds: 0 });
  });

  it("ends with the engine that started it", async () => {
    const { stdout } = await promisify(execFile)("sh", [
      "-c",
      `"${join(lab.path, "plugins/pulumi-resource-gcp")}" >"${lab.path}/port" & child=$!
      while ! [ -s "${lab.path}/port" ]; do sleep 0.05; done; echo $child`,
    ]);
    const pid = Number(stdout.trim());
    for (let i = 0; i < 100; i += 1) {
      try {
        process.kill(pid, 0);
      } catch {
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    process.kill(pid, "SIGKILL");
    assert.fail("it still runs");
  });
});
