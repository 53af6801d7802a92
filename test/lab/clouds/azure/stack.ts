/** Requests for a machine in Azure with all that it needs. */
import { DEFAULT_SETTINGS } from "../../../../lab/clouds/settings.ts";
import type { CloudLab } from "../cloud-lab.ts";

export const GROUP = `/subscriptions/${DEFAULT_SETTINGS.subscription}/resourceGroups/lab`;
const network = (path: string): string => `${GROUP}/providers/Microsoft.Network/${path}`;

export const ID = {
  group: GROUP,
  vnet: network("virtualNetworks/vnet"),
  subnet: network("virtualNetworks/vnet/subnets/nodes"),
  nsg: network("networkSecurityGroups/nsg"),
  rule: network("networkSecurityGroups/nsg/securityRules/Allow-Ssh"),
  ip: network("publicIPAddresses/server-ip"),
  nic: network("networkInterfaces/server-nic"),
  vm: `${GROUP}/providers/Microsoft.Compute/virtualMachines/server`,
  disk: `${GROUP}/providers/Microsoft.Compute/disks/server-os`,
  schedule: `${GROUP}/providers/Microsoft.DevTestLab/schedules/shutdown-computevm-server`,
} as const;

export type Part = Exclude<keyof typeof ID, "disk">;

/** Title, the request, its change, the code of the error. */
export type Refusal = [string, Part, (body: any, lab: any) => void, string];

const location = "westeurope";

/** Bodies of requests that Azure accepts, in the order in which they depend on each other. */
export const bodies = (): Record<Part, any> => ({
  group: { location, tags: { stack: "test" } },
  nsg: { location },
  vnet: { location, addressSpace: { addressPrefixes: ["10.64.0.0/16"] } },
  subnet: { addressPrefix: "10.64.0.0/24", networkSecurityGroup: { id: ID.nsg } },
  rule: {
    access: "Allow",
    direction: "Inbound",
    priority: 100,
    protocol: "Tcp",
    sourceAddressPrefixes: ["203.0.113.7/32"],
    sourcePortRange: "*",
    destinationAddressPrefix: "*",
    destinationPortRange: "22",
  },
  ip: { location, sku: { name: "Standard" }, publicIPAllocationMethod: "Static" },
  nic: {
    location,
    ipConfigurations: [
      {
        name: "node",
        subnet: { id: ID.subnet },
        privateIPAllocationMethod: "Dynamic",
        publicIPAddress: { id: ID.ip, deleteOption: "Detach" },
      },
    ],
  },
  vm: {
    location,
    hardwareProfile: { vmSize: "Standard_D4s_v5" },
    osProfile: {
      computerName: "server",
      adminUsername: "ubuntu",
      customData: Buffer.from("#cloud-config\n").toString("base64"),
      linuxConfiguration: {
        disablePasswordAuthentication: true,
        ssh: { publicKeys: [{ path: "/home/ubuntu/.ssh/authorized_keys", keyData: "ssh-ed25519 AAAA key" }] },
      },
    },
    storageProfile: {
      imageReference: { publisher: "Canonical", offer: "ubuntu-24_04-lts", sku: "server", version: "latest" },
      osDisk: {
        name: "server-os",
        createOption: "FromImage",
        diskSizeGB: 64,
        managedDisk: { storageAccountType: "StandardSSD_LRS" },
        deleteOption: "Delete",
      },
    },
    networkProfile: { networkInterfaces: [{ id: ID.nic, primary: true, deleteOption: "Detach" }] },
  },
  schedule: {
    location,
    status: "Enabled",
    taskType: "ComputeVmShutdownTask",
    dailyRecurrence: { time: "1200" },
    timeZoneId: "UTC",
    targetResourceId: ID.vm,
  },
});

export const PARTS = Object.keys(bodies()) as Part[];

/** Creates everything up to and including this part. */
export async function build(lab: CloudLab, last: Part = "schedule"): Promise<void> {
  const all = bodies();
  for (const part of PARTS.slice(0, PARTS.indexOf(last) + 1)) await lab.put(ID[part], all[part]);
}
