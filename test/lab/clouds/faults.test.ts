/** Control planes under load and in trouble. */
import assert from "node:assert/strict";
import { CloudLab, withLab } from "./cloud-lab.ts";
import * as azure from "./azure/stack.ts";
import * as gcp from "./gcp/stack.ts";

/** Real durations of operations. */
const SLOW = { slowness: 1 };

/** Builds slowly: the clock is put forward until each part exists. */
async function buildSlowly(lab: CloudLab, last: azure.Part): Promise<void> {
  for (const part of azure.PARTS.slice(0, azure.PARTS.indexOf(last) + 1)) {
    lab.clouds.azure.put(azure.ID[part], azure.bodies()[part], "upsert");
    await lab.advance(60_000);
  }
}

describe("a control plane", () => {
  it("shows a resource as being created until its operation ends, which takes its time", () =>
    withLab(SLOW, async (lab) => {
      await buildSlowly(lab, "nic");
      const { operation } = lab.clouds.azure.put(azure.ID.vm, azure.bodies().vm, "upsert");
      const state = (): unknown => (lab.clouds.azure.get(azure.ID.vm).resource as any).provisioningState;
      await lab.advance(19_000);
      assert.deepEqual([state(), lab.clouds.azure.operation(operation!).status], ["Creating", "InProgress"]);
      assert.equal(lab.machines.list().size, 0);
      await lab.advance(1000);
      assert.deepEqual([state(), lab.clouds.azure.operation(operation!).status], ["Succeeded", "Succeeded"]);
      assert.equal(lab.machines.list().size, 1);
    }));

  it("refuses a second change of a security group while the first one runs, as Azure does", () =>
    withLab(SLOW, async (lab) => {
      await buildSlowly(lab, "subnet");
      const rule = azure.bodies().rule;
      lab.clouds.azure.put(azure.ID.rule, rule, "upsert");
      const other = azure.ID.rule.replace("Allow-Ssh", "Other");
      const put = () => lab.clouds.azure.put(other, { ...rule, priority: 200 }, "upsert");
      assert.throws(put, { status: 409, code: "AnotherOperationInProgress" });
      await lab.advance(2000);
      put();
      await lab.advance(2000);
      assert.ok(lab.clouds.azure.find(other));
    }));

  it("refuses to change a resource that is being changed or deleted", () =>
    withLab(SLOW, async (lab) => {
      await buildSlowly(lab, "ip");
      lab.clouds.azure.delete(azure.ID.ip);
      assert.throws(() => lab.clouds.azure.put(azure.ID.ip, azure.bodies().ip, "upsert"), { status: 409 });
      const first = lab.clouds.azure.delete(azure.ID.ip);
      assert.deepEqual(lab.clouds.azure.delete(azure.ID.ip), first, "a second deletion is the same operation");
      lab.clouds.azure.delete(azure.ID.group);
      assert.throws(() => lab.clouds.azure.put(azure.ID.vnet, azure.bodies().vnet, "upsert"), {
        code: "ResourceGroupBeingDeleted",
      });
    }));

  it("answers a share of requests with 429 and when to come again, the same ones with the same seed", () => {
    const outcomes = (seed: number): boolean[] => {
      const lab = new CloudLab({ throttledShare: 0.3, seed });
      const results = Array.from({ length: 200 }, () => {
        try {
          lab.clouds.azure.get(azure.ID.group);
          return false;
        } catch (error: any) {
          assert.ok(error.status === 404 || (error.status === 429 && error.retryAfterS === 10));
          return error.status === 429;
        }
      });
      void lab.close();
      return results;
    };
    const throttled = outcomes(7).filter(Boolean).length;
    assert.ok(throttled > 30 && throttled < 90, `${throttled} of 200`);
    assert.deepEqual(outcomes(7), outcomes(7));
    assert.notDeepEqual(outcomes(7), outcomes(8));
  });

  it("does not find a new resource for a while, if reads are late", () =>
    withLab({ readLagMs: 30_000 }, async (lab) => {
      lab.clouds.azure.put(azure.ID.group, azure.bodies().group, "upsert");
      assert.throws(() => lab.clouds.azure.get(azure.ID.group), { status: 404 });
      await lab.advance(30_000);
      assert.ok(lab.clouds.azure.get(azure.ID.group));
    }));

  it("refuses as many requests as a test wants, and no more", () =>
    withLab({}, async (lab) => {
      const kind = "Microsoft.Resources/resourceGroups";
      lab.clouds.fail("azure", { kind, action: "create", times: 2, status: 500, code: "InternalServerError" });
      for (let i = 0; i < 2; i += 1)
        await assert.rejects(lab.put(azure.ID.group, azure.bodies().group), { code: "InternalServerError" });
      await lab.put(azure.ID.group, azure.bodies().group);
      lab.clouds.fail("azure", { kind: "*", action: "*", status: 500, code: "InternalServerError" });
      lab.clouds.clearFaults();
      await lab.put(azure.ID.group, azure.bodies().group);
    }));

  it("can leave half a machine in Azure: it runs and is billed, and its creation has failed", () =>
    withLab({}, async (lab) => {
      await azure.build(lab, "nic");
      lab.clouds.fail("azure", {
        kind: "Microsoft.Compute/virtualMachines",
        action: "create",
        when: "after",
        status: 409,
        code: "OSProvisioningTimedOut",
      });
      await assert.rejects(lab.put(azure.ID.vm, azure.bodies().vm), { code: "OSProvisioningTimedOut" });
      const { provisioningState } = lab.clouds.azure.get(azure.ID.vm).resource as any;
      assert.deepEqual([provisioningState, lab.machines.list().get("server")], ["Failed", "running"]);
      assert.ok(lab.clouds.meters().some(({ item, toMs }) => item === "compute" && toMs === null));
      await lab.put(azure.ID.vm, azure.bodies().vm);
      assert.equal((lab.clouds.azure.get(azure.ID.vm).resource as any).provisioningState, "Succeeded");
      assert.equal(lab.machines.log.filter((entry) => entry === "create server").length, 1);
    }));

  it("in Google Cloud leaves nothing of a machine whose creation failed before it ran", () =>
    withLab({}, async (lab) => {
      await gcp.build(lab, "firewall");
      const kind = "compute#instance";
      const code = "ZONE_RESOURCE_POOL_EXHAUSTED";
      lab.clouds.fail("gcp", { kind, action: "create", when: "before", status: 503, code });
      await assert.rejects(lab.put(gcp.ID.instance, gcp.bodies().instance), { code });
      assert.equal(lab.clouds.gcp.find(gcp.ID.instance), undefined);
      await lab.put(gcp.ID.instance, gcp.bodies().instance);
    }));

  it("a deletion that failed leaves the resource, and can be tried again", () =>
    withLab({}, async (lab) => {
      await azure.build(lab);
      const kind = "Microsoft.Compute/virtualMachines";
      lab.clouds.fail("azure", { kind, action: "delete", when: "before", status: 500, code: "InternalExecutionError" });
      await assert.rejects(lab.delete(azure.ID.vm), { code: "InternalExecutionError" });
      assert.equal(lab.machines.list().get("server"), "running");
      await lab.delete(azure.ID.vm);
      assert.equal(lab.machines.list().size, 0);
    }));
});
