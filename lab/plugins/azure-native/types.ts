/** The resource types that the plugin has, and what the provider knows of each. */
import { GROUP_PATH, pathOf } from "../../clouds/azure/id.ts";

export interface AzureType {
  /** Name of its table of properties. */
  shape: string;
  /** Of its ID. */
  path: string;
  /** Inputs that are part of the ID, by the placeholder in the path. The last one is the resource's own name. */
  parts: Readonly<Record<string, string>>;
  /** Whether a name that the provider chooses has digits, so that a replacement can exist beside the old resource. */
  hasRandomName: boolean;
  /** Inputs whose change needs another resource, besides those that are part of the ID. */
  replaces: readonly string[];
  /** Outputs within inputs that are known only later, such as `ipConfigurations[].privateIPAddress`. */
  computed: readonly (readonly [list: string, property: string])[];
  /** Whether it takes the provider's default location. */
  hasLocation: boolean;
}

const type = (shape: string, path: string, parts: AzureType["parts"], more: Partial<AzureType> = {}): AzureType => ({
  shape,
  path,
  parts,
  hasRandomName: true,
  replaces: [],
  computed: [],
  hasLocation: true,
  ...more,
});

const network = (kind: string): string => pathOf(`Microsoft.Network/${kind}`);
const group = { group: "resourceGroupName" };

export const AZURE_TYPES: Readonly<Record<string, AzureType>> = {
  "azure-native:resources:ResourceGroup": type("ResourceGroup", GROUP_PATH, group, { replaces: ["location"] }),
  "azure-native:network:VirtualNetwork": type(
    "VirtualNetwork",
    network("virtualNetworks/{name}"),
    { ...group, name: "virtualNetworkName" },
    { replaces: ["location"] },
  ),
  "azure-native:network:Subnet": type(
    "Subnet",
    network("virtualNetworks/{network}/subnets/{name}"),
    { ...group, network: "virtualNetworkName", name: "subnetName" },
    { hasRandomName: false, hasLocation: false },
  ),
  "azure-native:network:NetworkSecurityGroup": type("NetworkSecurityGroup", network("networkSecurityGroups/{name}"), {
    ...group,
    name: "networkSecurityGroupName",
  }),
  "azure-native:network:SecurityRule": type(
    "SecurityRule",
    network("networkSecurityGroups/{nsg}/securityRules/{name}"),
    { ...group, nsg: "networkSecurityGroupName", name: "securityRuleName" },
    { hasRandomName: false, hasLocation: false },
  ),
  "azure-native:network:PublicIPAddress": type(
    "PublicIPAddress",
    network("publicIPAddresses/{name}"),
    { ...group, name: "publicIpAddressName" },
    { replaces: ["location", "publicIPAddressVersion", "publicIPPrefix", "sku"] },
  ),
  "azure-native:network:NetworkInterface": type(
    "NetworkInterface",
    network("networkInterfaces/{name}"),
    { ...group, name: "networkInterfaceName" },
    { computed: [["ipConfigurations", "privateIPAddress"]] },
  ),
  "azure-native:compute:VirtualMachine": type("VirtualMachine", pathOf("Microsoft.Compute/virtualMachines/{name}"), {
    ...group,
    name: "vmName",
  }),
  "azure-native:devtestlab:GlobalSchedule": type("GlobalSchedule", pathOf("Microsoft.DevTestLab/schedules/{name}"), {
    ...group,
    name: "name",
  }),
};
