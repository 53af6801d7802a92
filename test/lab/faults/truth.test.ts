import assert from "node:assert/strict";
import { differences } from "../../../lab/faults/truth.ts";
import type { InventoryEntry } from "../../../lab/clouds/index.ts";

const GROUP = "/subscriptions/1/resourceGroups/stackmark-faults";
const entry = (id: string, kind = "Microsoft.Resources/resourceGroups"): InventoryEntry => ({
  ...{ cloud: kind.startsWith("compute#") ? "gcp" : "azure", id, kind },
  state: "Succeeded",
  tags: {},
});
const group = { urn: "urn:pulumi:faults::stackmark::azure-native:resources:ResourceGroup::azure", id: GROUP };
const stored = { ...group, type: "azure-native:resources:ResourceGroup" };
const NONE = { unknown: [], absent: [] };

describe("the state of a stack and what the clouds hold", () => {
  it("agree if both have the same IDs; Azure's are the same in any case", () => {
    assert.deepEqual(differences({ resources: [stored] }, [entry(GROUP.toUpperCase())]), NONE);
  });

  it("a resource of the clouds that the state does not have is unknown", () => {
    assert.deepEqual(differences({ resources: [] }, [entry(GROUP)]), { unknown: [GROUP], absent: [] });
  });

  it("a pending create names what it was about to create", () => {
    const resource = { ...stored, id: undefined, inputs: { resourceGroupName: "stackmark-faults" } };
    const pending_operations = [{ resource, type: "creating" }];
    assert.deepEqual(differences({ pending_operations }, [entry(GROUP)]), NONE);
  });

  it("a resource of the state that the clouds do not have is absent, unless its delete was interrupted", () => {
    assert.deepEqual(differences({ resources: [stored] }, []), { unknown: [], absent: [group.urn] });
    const pending_operations = [{ resource: stored, type: "deleting" }];
    assert.deepEqual(differences({ resources: [stored], pending_operations }, []), NONE);
  });

  it("while a stack is destroyed, its resource group stands for what is in it, and what has gone may still be in the state", () => {
    const inside = entry(
      `${GROUP}/providers/Microsoft.Network/networkInterfaces/nic`,
      "Microsoft.Network/networkInterfaces",
    );
    const isDestroyed = true;
    assert.deepEqual(differences({ resources: [stored] }, [entry(GROUP), inside], { isDestroyed }), NONE);
    assert.deepEqual(differences({ resources: [stored] }, [entry(GROUP), inside]).unknown, [inside.id]);
    assert.deepEqual(differences({ resources: [] }, [inside], { isDestroyed }).unknown, [inside.id]);
    assert.deepEqual(differences({ resources: [stored] }, [], { isDestroyed }), NONE);
  });

  it("a machine that somebody deleted is absent with good reason", () => {
    assert.deepEqual(differences({ resources: [stored] }, [], { hasLostMachine: true }), NONE);
    assert.deepEqual(differences({ resources: [] }, [entry(GROUP)], { hasLostMachine: true }).unknown, [GROUP]);
  });

  it("a machine that was half created, and forgotten, is known by its label", () => {
    const machine = entry("projects/p/zones/z/instances/worker", "compute#instance");
    const labelled = { ...machine, tags: { "stackmark-stack": "faults" } };
    assert.deepEqual(differences({}, [labelled], { isHalfCreated: true }), NONE);
    assert.deepEqual(differences({}, [labelled]).unknown, [machine.id]);
    assert.deepEqual(differences({}, [machine], { isHalfCreated: true }).unknown, [machine.id]);
  });

  it("disks come and go with their machines", () => {
    assert.deepEqual(differences({}, [entry("projects/p/zones/z/disks/worker", "compute#disk")]), NONE);
  });

  it("resources of other providers have nothing in the clouds", () => {
    const resources = [{ urn: "urn:x::command:remote:Command::k3s", type: "command:remote:Command", id: "k3s" }];
    assert.deepEqual(differences({ resources }, []), NONE);
  });
});
