import assert from "node:assert/strict";
import { mayExist, ownersScript, stillHeld } from "../../../lab/faults/advice.ts";

describe("the advice of a destroy", () => {
  it("names of resources that may exist are read, also where a resource has several", () => {
    const output = [
      "faults: left over after destroy:",
      "  gcp:compute/network:Network faults-gcp may exist: its creation was interrupted. If it does, delete it",
      "  azure-native:network:SecurityRule nsg, Allow-Ssh may exist: its creation was interrupted.",
      "  urn:pulumi:faults::stackmark::gcp:compute/instance:Instance::gcp-worker",
    ].join("\n");
    assert.deepEqual(mayExist(output), ["faults-gcp", "nsg", "Allow-Ssh"]);
    assert.deepEqual(mayExist("faults destroyed: nothing left\n"), []);
  });

  it("resources that a cloud still has are read by their IDs, with and without a command", () => {
    const output = [
      "faults: left over after destroy:",
      "  Azure: Microsoft.Compute/disks /subscriptions/1/resourceGroups/g/providers/Microsoft.Compute/disks/server",
      "  Google Cloud: compute#instance projects/p/zones/z/instances/worker. Delete it with: gcloud compute instances delete",
    ].join("\n");
    assert.deepEqual(stillHeld(output), [
      "/subscriptions/1/resourceGroups/g/providers/Microsoft.Compute/disks/server",
      "projects/p/zones/z/instances/worker",
    ]);
  });

  it("the script for the owner of a machine is found by its path", () => {
    const output =
      "  K3s on edge-node (192.0.2.130): not reached. Run on that machine: sudo sh uninstall-edge-node.sh, a copy of /lab/home/faults-edge/uninstall-edge-node.sh\n";
    assert.equal(ownersScript(output), "/lab/home/faults-edge/uninstall-edge-node.sh");
    assert.equal(ownersScript("faults-edge destroyed: nothing left"), undefined);
  });
});
