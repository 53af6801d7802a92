/** The plugins where the clouds refuse, throttle or leave things half made: retries, and what stays in the state. */
import assert from "node:assert/strict";
import * as azure from "../../clouds/azure/stack.ts";
import * as gcp from "../../clouds/gcp/stack.ts";
import { azureCall, buildAzure, buildGcp, gcpCall, RUN, servedClouds } from "./served-clouds.ts";

describe("the plugins of clouds that are in trouble", function () {
  this.timeout(60_000);
  const lab = servedClouds();

  it("requests that are throttled, or meet a change of the same group, are sent again as the providers do", async () => {
    const [azureProvider, google] = [await lab.start("azure-native"), await lab.start("gcp")];
    lab.clouds.settings.throttledShare = 0.3;
    await buildAzure(azureProvider, "rule");
    await buildGcp(google, "firewall");
    lab.clouds.settings.throttledShare = 0;
    const rules = [200, 300].map((priority) => {
      const call = azureCall("rule", (body) => (body.priority = priority));
      call.inputs.securityRuleName = `Rule-${priority}`;
      return azureProvider.create({ ...call, ...RUN });
    });
    assert.equal((await Promise.all(rules)).length, 2);
  });

  it("a service that refuses all the time is given up after the providers' retries", async () => {
    const azureProvider = await lab.start("azure-native");
    const kind = "Microsoft.Resources/resourceGroups";
    lab.clouds.fail("azure", { kind, action: "create", times: 4, status: 503, code: "ServerTimeout" });
    const began = lab.clock.nowMs();
    await assert.rejects(azureProvider.create({ ...azureCall("group"), ...RUN }), /Status=503 Code="ServerTimeout"/);
    assert.ok(lab.clock.nowMs() - began >= 30_000, "three more attempts, ten seconds apart as the service asked");
    await azureProvider.create({ ...azureCall("group"), ...RUN });
  });

  it("a machine whose creation failed half-way is recorded, and the next update completes it", async () => {
    const azureProvider = await lab.start("azure-native");
    await buildAzure(azureProvider, "nic");
    const failure = { when: "after", status: 409, code: "OSProvisioningTimedOut" } as const;
    lab.clouds.fail("azure", { kind: "Microsoft.Compute/virtualMachines", action: "create", ...failure });
    const call = azureCall("vm");
    const error: any = await azureProvider.create({ ...call, ...RUN }).catch((reason: unknown) => reason);
    assert.match(error.message, /OSProvisioningTimedOut/);
    assert.equal(error.partial.id, azure.ID.vm);
    assert.equal(error.partial.outputs.provisioningState, "Failed");
    const { partial } = error;
    const change = {
      id: partial.id,
      oldInputs: call.inputs,
      oldOutputs: partial.outputs,
      newInputs: call.inputs,
      ignoreChanges: [],
    };
    const { inputs: _inputs, ...about } = call;
    const outputs = await azureProvider.update({ ...about, ...change, ...RUN });
    assert.equal(outputs.provisioningState, "Succeeded");
  });

  it("a resource that cannot be read right after its creation is recorded by its ID", async () => {
    const [azureProvider, google] = [await lab.start("azure-native"), await lab.start("gcp")];
    lab.clouds.settings.readLagMs = 1e9;
    const partialOf = async (creation: Promise<unknown>): Promise<unknown> => {
      const error: any = await creation.catch((reason: unknown) => reason);
      assert.match(error.message, /does not find it|is not found/);
      return error.partial.id;
    };
    assert.equal(await partialOf(azureProvider.create({ ...azureCall("group"), ...RUN })), azure.ID.group);
    assert.equal(await partialOf(google.create({ ...gcpCall("network"), ...RUN })), gcp.ID.network);
  });

  it("Google's size is changed only if the program allows the machine to be stopped, which then runs again", async () => {
    const google = await lab.start("gcp");
    await buildGcp(google, "instance");
    const { inputs, ...about } = gcpCall("instance");
    const resize = (allowStoppingForUpdate: boolean) => {
      const newInputs = { ...inputs, machineType: "e2-standard-2", allowStoppingForUpdate };
      const change = { id: gcp.ID.instance, oldInputs: inputs, oldOutputs: inputs, newInputs, ignoreChanges: [] };
      return google.update({ ...about, ...change, ...RUN });
    };
    await assert.rejects(resize(false), /allow_stopping_for_update = true/);
    const outputs = await resize(true);
    assert.deepEqual(
      [outputs.machineType, outputs.currentStatus, outputs.allowStoppingForUpdate],
      ["e2-standard-2", "RUNNING", true],
    );
    assert.deepEqual(
      lab.machines.log.filter((entry) => /^(start|stop)/.test(entry)),
      ["stop worker", "start worker"],
    );
  });
});
