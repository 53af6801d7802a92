import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { checkShape } from "../../../../lab/clouds/shapes/check-shape.ts";
import { readShapes } from "../../../../lab/clouds/shapes/shapes.ts";
import { root } from "../../../helpers/imports.ts";
import { shapesOf } from "./sdk-shapes.ts";

const FILES = {
  azure: {
    ResourceGroup: "resources/resourceGroup",
    VirtualNetwork: "network/virtualNetwork",
    Subnet: "network/subnet",
    NetworkSecurityGroup: "network/networkSecurityGroup",
    SecurityRule: "network/securityRule",
    PublicIPAddress: "network/publicIPAddress",
    NetworkInterface: "network/networkInterface",
    VirtualMachine: "compute/virtualMachine",
    GlobalSchedule: "devtestlab/globalSchedule",
  },
  gcp: {
    Network: "compute/network",
    Subnetwork: "compute/subnetwork",
    Address: "compute/address",
    Firewall: "compute/firewall",
    Instance: "compute/instance",
  },
} as const;

const PACKAGES = { azure: "azure-native", gcp: "gcp" } as const;

/** Of the inputs of an Azure machine. */
const problems = (inputs: Record<string, unknown>, isUnknown?: (value: unknown) => boolean) =>
  checkShape(
    readShapes("azure"),
    "VirtualMachine",
    { resourceGroupName: "g", ...inputs },
    { ignoresCase: true, isUnknown },
  );

describe("the tables of properties that requests may have", () => {
  for (const cloud of ["azure", "gcp"] as const)
    it(`those of ${cloud} are those of the SDK (STACKMARK_WRITE_GOLDEN=1 updates them)`, () => {
      const file = join(root, `lab/clouds/shapes/${cloud}.yaml`);
      const header = `# Input types of @pulumi/${PACKAGES[cloud]}; shapes.ts explains the notation.\n`;
      const text = header + stringify(shapesOf(PACKAGES[cloud], FILES[cloud]), { lineWidth: 0 });
      if (process.env.STACKMARK_WRITE_GOLDEN === "1") writeFileSync(file, text);
      assert.equal(text, readFileSync(file, "utf8"));
    });

  it("a property that the type lacks is reported with the one that was meant", () => {
    assert.deepEqual(problems({ hardwareProfil: {} }), [
      { path: "hardwareProfil", problem: "unknown", expected: "hardwareProfile" },
    ]);
    const [nested] = problems({ osProfile: { linuxConfiguration: { ssh: { publicKey: [] } } } });
    assert.deepEqual([nested!.path, nested!.expected], ["osProfile.linuxConfiguration.ssh.publicKey", "publicKeys"]);
  });

  it("missing properties, wrong types and values outside an enumeration are reported with their path", () => {
    const found = problems({
      resourceGroupName: undefined,
      zones: "1",
      storageProfile: { osDisk: { diskSizeGB: "64", createOption: "FromNothing" } },
      tags: { owner: 7 },
      networkProfile: { networkInterfaces: [{ primary: "yes" }] },
    });
    assert.deepEqual(found.map(({ path, problem }) => `${path}: ${problem}`).sort(), [
      "networkProfile.networkInterfaces[0].primary: type",
      "resourceGroupName: missing",
      "storageProfile.osDisk.createOption: value",
      "storageProfile.osDisk.diskSizeGB: type",
      "tags.owner: type",
      "zones: type",
    ]);
  });

  it("a service that ignores case takes values of enumerations in any case, and others do not", () => {
    const priority = { priority: "spot" };
    assert.deepEqual(problems(priority), []);
    const shapes = readShapes("azure");
    const strict = checkShape(
      shapes,
      "VirtualMachine",
      { resourceGroupName: "g", ...priority },
      { ignoresCase: false },
    );
    assert.equal(strict.length, 1);
  });

  it("values that are known only later are not checked", () => {
    const later = Symbol("later");
    assert.deepEqual(
      problems({ zones: later, osProfile: { adminUsername: later } }, (value) => value === later),
      [],
    );
  });
});
