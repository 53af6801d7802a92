/** What a node's machine is, from its configuration. */
import type { Machine } from "../machines.ts";
import { projectName } from "../../catalog/names.ts";
import { defaultSizes } from "../../catalog/sizes.ts";
import { regionOf, type NodeConfig, type Topology } from "./region.ts";

/** Room for the images of the workload and its monitoring, which take some 15 GiB. */
const DISK_GIB = 64;
/** Google's zones `b` exist in all its regions, `a` does not. */
const ZONE = "b";

/** @returns null for an emulated node */
export function machineOf(stack: string, node: NodeConfig, topology: Topology): Machine | null {
  const { cloud, name, size = defaultSizes[cloud], spot: isSpot = false, diskGiB = DISK_GIB } = node;
  const region = regionOf(node, topology);
  switch (cloud) {
    case "local":
      return null;
    case "azure":
      return { kind: "azure", name, vmSize: size, region, isSpot, diskGiB };
    case "gcp": {
      const zone = node.zone ?? `${region}-${ZONE}`;
      return { kind: "gcp", name: projectName(stack, name), machineType: size, region, zone, isSpot, diskGiB };
    }
    case "existing":
      return {
        kind: "existing",
        publicIp: node.publicIp ?? null,
        privateIp: node.privateIp ?? null,
        isBehindNat: node.behindNat ?? false,
        join: node.join ?? "ssh",
        sshUser: node.sshUser ?? "ubuntu",
        sshPort: node.sshPort ?? 22,
        hostKey: node.hostKey ?? null,
      };
  }
}
