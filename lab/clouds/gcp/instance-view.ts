/** An instance as the provider shows it. */
import type { JsonObject } from "../json.ts";
import type { Resource } from "../store.ts";
import { selfLink } from "./checks.ts";
import { DEFAULT_DISK_GIB, instanceBody } from "./instance-body.ts";
import { labelOutputs } from "./labels.ts";

export function instanceView(instance: Resource, diskId: string, isUp: boolean): JsonObject {
  const { id, facts, state, revision, createdMs } = instance;
  const body = instanceBody(instance);
  const [, project, , zone] = id.split("/") as [string, string, string, string];
  const { initializeParams = {}, autoDelete = true, deviceName = "persistent-disk-0" } = body.bootDisk;
  const fingerprint = Buffer.from(String(revision).padStart(8, "0")).toString("base64");
  const [nic] = body.networkInterfaces;
  return {
    id,
    name: id.split("/").at(-1)!,
    ...{ project, zone },
    machineType: body.machineType.split("/").at(-1)!,
    instanceId: facts.instanceId,
    cpuPlatform: "Unknown CPU Platform",
    currentStatus: currentStatus(facts.power as string, state, isUp),
    creationTimestamp: new Date(createdMs).toISOString(),
    selfLink: selfLink(id),
    description: body.description ?? "",
    hostname: body.hostname ?? "",
    canIpForward: body.canIpForward ?? false,
    deletionProtection: body.deletionProtection ?? false,
    tags: body.tags ?? [],
    tagsFingerprint: fingerprint,
    metadata: body.metadata ?? {},
    metadataFingerprint: fingerprint,
    ...labelOutputs(body.labels, instance),
    bootDisk: {
      ...{ autoDelete, deviceName, mode: "READ_WRITE" },
      initializeParams: { type: "pd-standard", size: DEFAULT_DISK_GIB, ...initializeParams } as JsonObject,
      source: selfLink(diskId),
    },
    networkInterfaces: [
      {
        ...(nic as unknown as JsonObject),
        name: "nic0",
        network: selfLink(facts.network as string),
        subnetwork: selfLink(facts.subnetwork as string),
        subnetworkProject: (facts.subnetwork as string).split("/")[1]!,
        networkIp: facts.networkIp,
        stackType: "IPV4_ONLY",
        accessConfigs: (nic!.accessConfigs ?? []).map((each) => ({
          networkTier: "PREMIUM",
          ...each,
          natIp: facts.natIp,
        })),
      },
    ],
    scheduling: {
      automaticRestart: true,
      onHostMaintenance: "MIGRATE",
      provisioningModel: "STANDARD",
      preemptible: false,
      ...(body.scheduling as JsonObject | undefined),
    },
    shieldedInstanceConfig: body.shieldedInstanceConfig ?? {
      enableIntegrityMonitoring: true,
      enableSecureBoot: false,
      enableVtpm: true,
    },
  };
}

function currentStatus(power: string, state: Resource["state"], isUp: boolean): string {
  if (state === "Creating") return "STAGING";
  if (state === "Deleting") return "STOPPING";
  return power === "running" && isUp ? "RUNNING" : "TERMINATED";
}
