/** A virtual machine in Azure. */
import { VirtualMachine } from "@pulumi/azure-native/compute/virtualMachine.js";
import { GlobalSchedule } from "@pulumi/azure-native/devtestlab/globalSchedule.js";
import type { Boot } from "../user-data.ts";
import type { AzureNetwork } from "./network.ts";

/** Ubuntu 24.04 LTS. The newest build of it: an older one would first fetch what is missing of updates. */
const IMAGE = { publisher: "Canonical", offer: "ubuntu-24_04-lts", sku: "server", version: "latest" };

export function azureMachine(network: AzureNetwork, node: string, { user, publicKey, userData, clock }: Boot) {
  const { group, tags, inside } = network;
  const { machine, nic } = network.nodes[node]!;
  const { name: vmName, region: location, vmSize, diskGiB, isSpot } = machine;
  const vm = new VirtualMachine(
    node,
    {
      vmName,
      resourceGroupName: group.name,
      location,
      hardwareProfile: { vmSize },
      osProfile: {
        computerName: vmName,
        adminUsername: user,
        customData: userData.apply((text) => Buffer.from(text).toString("base64")),
        linuxConfiguration: {
          disablePasswordAuthentication: true,
          ssh: { publicKeys: [{ path: `/home/${user}/.ssh/authorized_keys`, keyData: publicKey }] },
        },
      },
      storageProfile: {
        imageReference: IMAGE,
        osDisk: {
          name: `${vmName}-os`,
          createOption: "FromImage",
          diskSizeGB: diskGiB,
          managedDisk: { storageAccountType: "StandardSSD_LRS" },
          // Azure's own default keeps it, and goes on billing.
          deleteOption: "Delete",
        },
      },
      networkProfile: { networkInterfaces: [{ id: nic.id, primary: true, deleteOption: "Detach" }] },
      diagnosticsProfile: { bootDiagnostics: { enabled: true } },
      ...(isSpot ? { priority: "Spot", evictionPolicy: "Delete", billingProfile: { maxPrice: -1 } } : {}),
      tags,
    },
    // Its interface and the names of its disk can only be held by one machine at a time.
    { ...inside, deleteBeforeReplace: true },
  );
  new GlobalSchedule(
    `${node}-shutdown`,
    {
      // Any other name is refused.
      name: `shutdown-computevm-${vmName}`,
      resourceGroupName: group.name,
      location,
      status: "Enabled",
      taskType: "ComputeVmShutdownTask",
      // A time of day, each day: the resource cannot say a date.
      dailyRecurrence: { time: clock },
      timeZoneId: "UTC",
      targetResourceId: vm.id,
      tags,
    },
    inside,
  );
  return { machine: vm, instance: vm.vmId };
}
