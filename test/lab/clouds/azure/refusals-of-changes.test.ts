/** What Azure refuses beside and within what exists, the simulated control plane refuses too, with the same code. */
import assert from "node:assert/strict";
import { withLab } from "../cloud-lab.ts";
import { bodies, build, GROUP, ID, type Part, type Refusal } from "./stack.ts";

/** Changes of what exists. */
const CHANGED: Refusal[] = [
  ["another region of a group", "group", (b) => (b.location = "northeurope"), "InvalidResourceGroupLocation"],
  ["another region of a network", "vnet", (b) => (b.location = "northeurope"), "InvalidResourceLocation"],
  [
    "a network without the prefix of its subnet",
    "vnet",
    (b) => (b.addressSpace.addressPrefixes = ["10.65.0.0/16"]),
    "InUsePrefixCannotBeDeleted",
  ],
  [
    "another prefix of a subnet in use",
    "subnet",
    (b) => (b.addressPrefix = "10.64.1.0/24"),
    "InUsePrefixCannotBeDeleted",
  ],
  ["another custom data", "vm", (b) => (b.osProfile.customData = "AAAA"), "PropertyChangeNotAllowed"],
  [
    "another user",
    "vm",
    (b) => {
      b.osProfile.adminUsername = "debian";
      b.osProfile.linuxConfiguration.ssh.publicKeys[0].path = "/home/debian/.ssh/authorized_keys";
    },
    "PropertyChangeNotAllowed",
  ],
  [
    "another key",
    "vm",
    (b) => (b.osProfile.linuxConfiguration.ssh.publicKeys[0].keyData = "ssh-ed25519 BBBB key"),
    "PropertyChangeNotAllowed",
  ],
  ["a spot machine of a regular one", "vm", (b) => (b.priority = "Spot"), "PropertyChangeNotAllowed"],
  [
    "a larger disk of a running machine",
    "vm",
    (b) => (b.storageProfile.osDisk.diskSizeGB = 128),
    "OperationNotAllowed",
  ],
  [
    "another type of disk of a running machine",
    "vm",
    (b) => (b.storageProfile.osDisk.managedDisk.storageAccountType = "Premium_LRS"),
    "OperationNotAllowed",
  ],
];

/** IDs that cannot be. */
const NAMES: [string, string, Part, string][] = [
  ["a group that ends in a dot", GROUP.replace(/lab$/, "lab."), "group", "InvalidResourceGroup"],
  ["a network in a group that does not exist", ID.vnet.replace("/lab/", "/other/"), "vnet", "ResourceGroupNotFound"],
  ["a network with a space in its name", ID.vnet.replace(/vnet$/, "v net"), "vnet", "InvalidResourceName"],
  ["a subnet of a network that does not exist", ID.subnet.replace("/vnet/", "/other/"), "subnet", "ResourceNotFound"],
  ["a rule of a group that does not exist", ID.rule.replace("/nsg/", "/other/"), "rule", "ResourceNotFound"],
  ["a second rule of the same priority", ID.rule.replace("Allow-Ssh", "Other"), "rule", "SecurityRuleConflict"],
  ["a subnet that overlaps with another", ID.subnet.replace(/nodes$/, "more"), "subnet", "NetcfgSubnetRangesOverlap"],
  ["an interface with an address in use", ID.nic.replace("server-nic", "other"), "nic", "PublicIPAddressInUse"],
  ["a machine with an interface in use", ID.vm.replace(/server$/, "other"), "vm", "NicInUse"],
  [
    "a schedule with another name than its machine's",
    ID.schedule.replace(/server$/, "other"),
    "schedule",
    "InvalidScheduleId",
  ],
  ["a type that does not exist", `${GROUP}/providers/Microsoft.Compute/computers/x`, "vm", "InvalidResourceType"],
];

describe("Azure's control plane refuses, where a stack exists,", () => {
  for (const [title, part, change, code] of CHANGED)
    it(`${title}`, () =>
      withLab({}, async (lab) => {
        await build(lab);
        const body = bodies()[part];
        change(body, lab);
        await assert.rejects(lab.put(ID[part], body), { code });
        await lab.put(ID[part], bodies()[part]);
      }));

  for (const [title, id, part, code] of NAMES)
    it(`${title}`, () =>
      withLab({ cores: { cores: 100, standardDSv5Family: 100 } }, async (lab) => {
        await build(lab);
        await assert.rejects(lab.put(id, bodies()[part]), { code });
      }));

  for (const [part, code] of [
    ["subnet", "InUseSubnetCannotBeDeleted"],
    ["vnet", "InUseSubnetCannotBeDeleted"],
    ["nsg", "InUseNetworkSecurityGroupCannotBeDeleted"],
    ["ip", "PublicIPAddressCannotBeDeleted"],
    ["nic", "NicInUse"],
    ["disk", "OperationNotAllowed"],
  ] as const)
    it(`to delete the ${part} of a machine`, () =>
      withLab({}, async (lab) => {
        await build(lab);
        await assert.rejects(lab.delete(ID[part]), { code });
      }));

  it("what the lab does not simulate, by name, rather than to ignore it", () =>
    withLab({}, async (lab) => {
      await build(lab, "nsg");
      const subnets = { ...bodies().vnet, subnets: [{ name: "a" }] };
      await assert.rejects(lab.put(ID.vnet, subnets), {
        code: "NotInTheLab",
        message: /declared within a virtual network/,
      });
    }));
});
