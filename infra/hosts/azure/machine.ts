/** Virtual machines in Azure. */
import { VirtualMachine } from "@pulumi/azure-native/compute/virtualMachine.js";
import { GlobalSchedule } from "@pulumi/azure-native/devtestlab/globalSchedule.js";
import type { Boot } from "../user-data.ts";
import type { AzureNetwork } from "./network.ts";

/** Ubuntu 24.04 LTS. The newest build: an older one would install updates at its first boot. */
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
          // By default, Azure keeps the disk and bills it.
          deleteOption: "Delete",
        },
      },
      networkProfile: { networkInterfaces: [{ id: nic.id, primary: true, deleteOption: "Detach" }] },
      diagnosticsProfile: { bootDiagnostics: { enabled: true } },
      ...(isSpot ? { priority: "Spot", evictionPolicy: "Delete", billingProfile: { maxPrice: -1 } } : {}),
      tags,
    },
    // Two machines cannot have the same interface or disk name at the same time.
    // Azure refuses another `customData`, which only the first boot reads: a newer version of this text changes nothing.
    { ...inside, deleteBeforeReplace: true, ignoreChanges: ["osProfile.customData"] },
  );
  new GlobalSchedule(
    `${node}-shutdown`,
    {
      // Azure rejects any other name.
      name: `shutdown-computevm-${vmName}`,
      resourceGroupName: group.name,
      location,
      status: "Enabled",
      taskType: "ComputeVmShutdownTask",
      // Every day at this time: the resource does not support dates.
      dailyRecurrence: { time: clock },
      timeZoneId: "UTC",
      targetResourceId: vm.id,
      tags,
    },
    inside,
  );
  return { machine: vm, instance: vm.vmId };
}
