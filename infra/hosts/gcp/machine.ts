/** A virtual machine in Google's cloud. */
import * as pulumi from "@pulumi/pulumi";
import { Instance } from "@pulumi/gcp/compute/instance.js";
import type { Boot } from "../cloud/user-data.ts";
import type { GcpNetwork } from "./network.ts";

/** Ubuntu 24.04 LTS, its newest build. */
const IMAGE = "ubuntu-os-cloud/ubuntu-2404-lts-amd64";

export function gcpMachine(network: GcpNetwork, node: string, { user, publicKey, userData, expiresAfterH }: Boot) {
  const { project, labels } = network;
  const { machine, subnet, publicIp, privateIp } = network.nodes[node]!;
  const { name, machineType, zone, diskGiB, isSpot } = machine;
  const instance = new Instance(
    node,
    {
      name,
      project,
      zone,
      machineType,
      tags: [name],
      labels,
      bootDisk: { autoDelete: true, initializeParams: { image: IMAGE, size: diskGiB, type: "pd-balanced" } },
      networkInterfaces: [
        {
          subnetwork: subnet.id,
          networkIp: privateIp.address,
          accessConfigs: [{ natIp: publicIp.address, networkTier: "PREMIUM" }],
        },
      ],
      // No service account: a pod that got hold of its token could act for the project.
      metadata: {
        "enable-oslogin": "FALSE",
        "block-project-ssh-keys": "TRUE",
        "ssh-keys": pulumi.interpolate`${user}:${publicKey}`,
        "user-data": userData,
      },
      shieldedInstanceConfig: { enableSecureBoot: true, enableVtpm: true, enableIntegrityMonitoring: true },
      scheduling: {
        // Google's own default stops a machine at its end, and its disk and address go on billing.
        maxRunDuration: { seconds: Math.round(expiresAfterH * 3600) },
        instanceTerminationAction: "DELETE",
        automaticRestart: false,
        ...(isSpot
          ? { provisioningModel: "SPOT", preemptible: true, onHostMaintenance: "TERMINATE" }
          : { provisioningModel: "STANDARD", onHostMaintenance: "MIGRATE" }),
      },
    },
    // Its addresses can only be held by one machine at a time.
    { deleteBeforeReplace: true },
  );
  return { machine: instance, instance: instance.instanceId };
}
