import assert from "node:assert/strict";
import { belongsTo, scopeOf, type CloudResource } from "../../../cli/clouds/scope.ts";
import { aCloudPlan, SERVER } from "../budget/stacks.ts";

const google = (name: string, tags: Record<string, string>): CloudResource => ({
  ...{ cloud: "gcp", kind: "instances", tags },
  id: `projects/p/zones/z/instances/${name}`,
});
const vm: CloudResource = {
  ...{ cloud: "azure", kind: "Microsoft.Compute/virtualMachines", tags: { "stackmark-stack": "single" } },
  id: "/subscriptions/s/resourceGroups/stackmark-single/providers/Microsoft.Compute/virtualMachines/server",
};

describe("what belongs to a stack", () => {
  const scope = scopeOf("multicloud", aCloudPlan(), []);
  const own = (resource: CloudResource) => belongsTo(scope, resource);

  it("has its tag, is in its resource group, or has a name that only it gives", () => {
    assert.ok(own(google("anything", { "stackmark-stack": "multicloud" })));
    assert.ok(own({ ...vm, id: "/subscriptions/s/resourcegroups/STACKMARK-multicloud/providers/x/y/z", tags: {} }));
    for (const name of [
      "stackmark-multicloud-worker",
      "stackmark-multicloud-network",
      "stackmark-multicloud-us-central1",
    ])
      assert.ok(own(google(name, {})), name);
  });

  it("a neighbour's does not, however similar its names and tags are", () => {
    const names = ["stackmark-multicloud-worker-2", "stackmark-multicloud2-worker", "multicloud-worker", "worker"];
    for (const name of names) assert.ok(!own(google(name, {})), name);
    for (const tag of ["multicloud2", "multi-cloud", "Multicloud", ""])
      assert.ok(!own(google("theirs", { "stackmark-stack": tag })), tag);
    assert.ok(!own({ ...vm, id: "/subscriptions/s/resourceGroups/stackmark-multicloud-2/providers/x/y/z", tags: {} }));
  });

  it("clouds and the project are also taken from the state, as the stack file may have changed", () => {
    const inputs = { project: "old-project", name: "stackmark-multicloud-old" };
    const state = [{ urn: "u", type: "gcp:compute/instance:Instance", inputs }];
    const found = scopeOf("multicloud", undefined, state);
    assert.deepEqual([found.clouds, found.gcpProject], [["gcp"], "old-project"]);
    assert.ok(belongsTo(found, google("stackmark-multicloud-old", {})));
    assert.deepEqual(scopeOf("local", undefined, []).clouds, []);
  });

  it("a machine that sends the load does, in a cloud that has no node", () => {
    const load = { from: "generators", generators: [{ name: "us", cloud: "gcp", region: "us-central1" }] };
    const found = scopeOf("multicloud", aCloudPlan({}, [SERVER], load), []);
    assert.deepEqual(found.clouds, ["azure", "gcp"]);
    assert.ok(belongsTo(found, google("stackmark-multicloud-us", {})));
  });

  it("the subscription is that of the state's resources", () => {
    const state = [{ urn: "u", type: "azure-native:compute:VirtualMachine", id: vm.id }];
    assert.equal(scopeOf("single", undefined, state).subscription, "s");
    assert.equal(scopeOf("single", undefined, []).subscription, null);
  });

  it("what an earlier destroy knew still counts when state and stack file have changed", () => {
    const earlier = {
      clouds: ["gcp" as const],
      subscription: "s",
      gcpProject: "p",
      gcpNames: ["stackmark-multicloud-old"],
    };
    const found = scopeOf("multicloud", undefined, [], earlier);
    assert.deepEqual([found.clouds, found.subscription, found.gcpProject], [["gcp"], "s", "p"]);
    assert.ok(belongsTo(found, google("stackmark-multicloud-old", {})));
  });
});
