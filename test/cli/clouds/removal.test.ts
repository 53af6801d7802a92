import assert from "node:assert/strict";
import fc from "fast-check";
import { gcloudCommand, isInGroup, removalOf, removalWaves } from "../../../cli/clouds/removal.ts";

const GROUP = "/subscriptions/s/resourceGroups/stackmark-single";
const azure = (id: string) => ({ cloud: "azure" as const, id });
const gcp = (id: string) => ({ cloud: "gcp" as const, id });

describe("the command that deletes a resource of a cloud", () => {
  for (const [title, resource, command] of [
    ["a resource group", azure(GROUP), "az group delete --yes --name stackmark-single --subscription s"],
    [
      "another resource in Azure",
      azure(`${GROUP}/providers/Microsoft.Compute/disks/server-os`),
      `az resource delete --ids ${GROUP}/providers/Microsoft.Compute/disks/server-os`,
    ],
    [
      "a machine in Google Cloud",
      gcp("projects/p/zones/europe-west1-b/instances/worker"),
      "gcloud compute instances delete worker --quiet --project p --zone europe-west1-b",
    ],
    [
      "a subnetwork",
      gcp("projects/p/regions/europe-west1/subnetworks/nodes"),
      "gcloud compute networks subnets delete nodes --quiet --project p --region europe-west1",
    ],
    [
      "a firewall rule",
      gcp("projects/p/global/firewalls/allow-ssh"),
      "gcloud compute firewall-rules delete allow-ssh --quiet --project p",
    ],
  ] as const)
    it(`of ${title} names where it is`, () => assert.equal(removalOf(resource)?.join(" "), command));

  it("is unknown for an ID of another form, and Azure's resources have none of Google's", () => {
    assert.equal(removalOf(gcp("worker")), undefined);
    assert.equal(gcloudCommand(azure(GROUP), "stop"), undefined);
  });
});

describe("the order in which resources of clouds are deleted", () => {
  /** Each before what it uses, as the clouds, the states of stacks and the lab call them. */
  const CHAINS = [
    ["instances", "addresses", "subnets", "networks"],
    ["compute#instance", "compute#address", "compute#subnetwork", "compute#network"],
    ["instances", "disks"],
    ["firewall-rules", "networks"],
    ["compute#firewall", "compute#network"],
    ["firewalls", "networks"],
    [
      "Microsoft.Compute/virtualMachines",
      "Microsoft.Network/networkInterfaces",
      "Microsoft.Network/publicIPAddresses",
      "Microsoft.Network/networkSecurityGroups",
    ],
    ["Microsoft.Network/virtualNetworks", "Microsoft.Network/networkSecurityGroups"],
    ["Microsoft.DevTestLab/schedules", "Microsoft.Compute/virtualMachines", "Microsoft.Compute/disks"],
    ["VirtualMachine", "NetworkInterface", "Subnet", "NetworkSecurityGroup"],
    ["GlobalSchedule", "VirtualMachine"],
  ];

  it("puts nothing into a wave before or with what still uses it", () => {
    for (const chain of CHAINS) {
      const waves = removalWaves(chain.map((kind) => ({ kind })).toReversed());
      assert.deepEqual(
        waves.map((wave) => wave.map(({ kind }) => kind)),
        chain.map((kind) => [kind]),
      );
    }
  });

  it("has every resource in exactly one wave", () => {
    const kinds = fc.array(fc.constantFrom(...CHAINS.flat()));
    fc.assert(
      fc.property(kinds, (all) => {
        const waves = removalWaves(all.map((kind, index) => ({ kind, index })));
        const indexes = waves.flat().map(({ index }) => index);
        assert.deepEqual(
          indexes.toSorted((a, b) => a - b),
          all.map((_, index) => index),
        );
      }),
    );
  });

  it("a group with a longer name is not the same group", () => {
    assert.ok(isInGroup(azure(`${GROUP}/providers/x`), azure(GROUP.toUpperCase())));
    assert.ok(!isInGroup(azure(`${GROUP}2/providers/x`), azure(GROUP)));
  });
});
