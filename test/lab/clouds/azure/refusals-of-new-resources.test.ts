/** What Azure refuses to create, the simulated control plane refuses too, with the same code. */
import assert from "node:assert/strict";
import { withLab } from "../cloud-lab.ts";
import { bodies, build, ID, PARTS, type Refusal } from "./stack.ts";

const REFUSED: Refusal[] = [
  [
    "a region that Azure does not have",
    "group",
    (b) => (b.location = "atlantis"),
    "LocationNotAvailableForResourceGroup",
  ],
  ["a tag with a forbidden character", "group", (b) => (b.tags = { "a<b": "1" }), "InvalidTagNameCharacters"],
  ["a network without a prefix", "vnet", (b) => (b.addressSpace = {}), "InvalidRequestFormat"],
  [
    "a prefix with host bits",
    "vnet",
    (b) => (b.addressSpace.addressPrefixes = ["10.64.0.1/16"]),
    "InvalidCIDRNotation",
  ],
  [
    "prefixes that overlap",
    "vnet",
    (b) => b.addressSpace.addressPrefixes.push("10.64.1.0/24"),
    "NetcfgVirtualNetworkAddressPrefixesOverlap",
  ],
  ["a subnet outside its network", "subnet", (b) => (b.addressPrefix = "10.65.0.0/24"), "NetcfgInvalidSubnet"],
  ["a subnet of four addresses", "subnet", (b) => (b.addressPrefix = "10.64.0.0/30"), "NetcfgInvalidSubnet"],
  [
    "a security group that does not exist",
    "subnet",
    (b) => (b.networkSecurityGroup.id += "x"),
    "InvalidResourceReference",
  ],
  ["a priority below 100", "rule", (b) => (b.priority = 99), "SecurityRuleInvalidPriority"],
  ["a priority above 4096", "rule", (b) => (b.priority = 4097), "SecurityRuleInvalidPriority"],
  ["a rule without a source", "rule", (b) => (b.sourceAddressPrefixes = []), "SecurityRuleParameterValueNotSpecified"],
  [
    "a rule with two kinds of source",
    "rule",
    (b) => (b.sourceAddressPrefix = "*"),
    "SecurityRuleParameterValueNotSpecified",
  ],
  [
    "a tag in a list of prefixes",
    "rule",
    (b) => (b.sourceAddressPrefixes = ["Internet"]),
    "SecurityRuleParameterContainsUnsupportedValue",
  ],
  [
    "a source that is no address",
    "rule",
    (b) => (b.sourceAddressPrefixes = ["203.0.113.300/32"]),
    "SecurityRuleInvalidAddressPrefix",
  ],
  ["a port above 65535", "rule", (b) => (b.destinationPortRange = "70000"), "SecurityRuleInvalidPortRange"],
  ["a port range that is empty", "rule", (b) => (b.destinationPortRange = "90-80"), "SecurityRuleInvalidPortRange"],
  [
    "a description of 141 characters",
    "rule",
    (b) => (b.description = "x".repeat(141)),
    "SecurityRuleInvalidDescription",
  ],
  [
    "a basic public address, which Azure has retired",
    "ip",
    (b) => delete b.sku,
    "IPv4BasicSkuPublicIpCountLimitReached",
  ],
  [
    "a standard public address that is dynamic",
    "ip",
    (b) => (b.publicIPAllocationMethod = "Dynamic"),
    "StandardSkuPublicIPAddressMustBeStatic",
  ],
  [
    "an interface without a configuration",
    "nic",
    (b) => (b.ipConfigurations = []),
    "NetworkInterfaceMustHaveIpConfiguration",
  ],
  [
    "an interface in another region than its address",
    "nic",
    (b) => (b.location = "northeurope"),
    "InvalidResourceReference",
  ],
  [
    "a private address outside the subnet",
    "nic",
    (b) => Object.assign(b.ipConfigurations[0], { privateIPAllocationMethod: "Static", privateIPAddress: "10.64.1.4" }),
    "PrivateIPAddressNotInSubnet",
  ],
  [
    "a private address that Azure reserves",
    "nic",
    (b) => Object.assign(b.ipConfigurations[0], { privateIPAllocationMethod: "Static", privateIPAddress: "10.64.0.3" }),
    "PrivateIPAddressNotInSubnet",
  ],
  ["a size that does not exist", "vm", (b) => (b.hardwareProfile.vmSize = "Standard_D5s_v5"), "InvalidParameter"],
  [
    "more cores than the quota of the family",
    "vm",
    (b) => (b.hardwareProfile.vmSize = "Standard_D16s_v5"),
    "OperationNotAllowed",
  ],
  [
    "a spot machine of a size without spot",
    "vm",
    (b) =>
      Object.assign(b, { priority: "Spot", evictionPolicy: "Delete" }) && (b.hardwareProfile.vmSize = "Standard_B2s"),
    "SkuNotAvailable",
  ],
  ["an eviction policy of a regular machine", "vm", (b) => (b.evictionPolicy = "Delete"), "InvalidParameter"],
  ["a user name that Azure forbids", "vm", (b) => (b.osProfile.adminUsername = "admin"), "InvalidParameter"],
  [
    "a key at another path",
    "vm",
    (b) => (b.osProfile.linuxConfiguration.ssh.publicKeys[0].path = "/root/.ssh/authorized_keys"),
    "InvalidParameter",
  ],
  [
    "a key that is no key",
    "vm",
    (b) => (b.osProfile.linuxConfiguration.ssh.publicKeys[0].keyData = "my key"),
    "InvalidParameter",
  ],
  [
    "a machine that nobody can log in to",
    "vm",
    (b) => (b.osProfile.linuxConfiguration.ssh.publicKeys = []),
    "InvalidParameter",
  ],
  ["a host name of digits", "vm", (b) => (b.osProfile.computerName = "123"), "InvalidParameter"],
  ["custom data that is not in base64", "vm", (b) => (b.osProfile.customData = "#cloud-config"), "InvalidParameter"],
  ["custom data that is too long", "vm", (b) => (b.osProfile.customData = "A".repeat(87_384)), "InvalidParameter"],
  [
    "an image that does not exist",
    "vm",
    (b) => (b.storageProfile.imageReference.sku = "desktop"),
    "PlatformImageNotFound",
  ],
  ["a disk smaller than the image", "vm", (b) => (b.storageProfile.osDisk.diskSizeGB = 20), "InvalidParameter"],
  [
    "an interface that does not exist",
    "vm",
    (b) => (b.networkProfile.networkInterfaces[0].id += "x"),
    "InvalidResourceReference",
  ],
  [
    "a machine in another region than its interface",
    "vm",
    (b) => (b.location = "northeurope"),
    "InvalidResourceReference",
  ],
  ["a time of day that does not exist", "schedule", (b) => (b.dailyRecurrence.time = "2460"), "InvalidTimeOfDay"],
  ["a task that schedules do not have", "schedule", (b) => (b.taskType = "Reboot"), "InvalidScheduleTaskType"],
  [
    "a schedule of a machine that does not exist",
    "schedule",
    (b) => (b.targetResourceId += "x"),
    "InvalidResourceReference",
  ],
];

describe("Azure's control plane refuses to create", () => {
  for (const [title, part, change, code] of REFUSED)
    it(`${title}`, () =>
      withLab({}, async (lab) => {
        const before = PARTS[PARTS.indexOf(part) - 1];
        if (before) await build(lab, before);
        const body = bodies()[part];
        change(body, lab);
        await assert.rejects(lab.put(ID[part], body), { code });
        assert.equal(lab.clouds.azure.find(ID[part]), undefined, "nothing is recorded");
      }));
});
