/** Requests for a machine in Google Cloud with all that it needs. */
import type { CloudLab } from "../cloud-lab.ts";

const PROJECT = "projects/my-project";
const REGION = `${PROJECT}/regions/europe-west1`;

export const ID = {
  network: `${PROJECT}/global/networks/net`,
  subnetwork: `${REGION}/subnetworks/nodes`,
  external: `${REGION}/addresses/worker`,
  internal: `${REGION}/addresses/worker-private`,
  firewall: `${PROJECT}/global/firewalls/ssh`,
  instance: `${PROJECT}/zones/europe-west1-b/instances/worker`,
} as const;

export type Part = keyof typeof ID;

export const DISK = `${PROJECT}/zones/europe-west1-b/disks/worker`;

/** Bodies of requests that Google accepts, in the order in which they depend on each other. */
export const bodies = (): Record<Part, any> => ({
  network: { autoCreateSubnetworks: false, mtu: 1500 },
  subnetwork: { network: ID.network, ipCidrRange: "10.128.0.0/24" },
  external: { addressType: "EXTERNAL", labels: { stack: "test" } },
  internal: { addressType: "INTERNAL", subnetwork: ID.subnetwork },
  firewall: {
    network: ID.network,
    direction: "INGRESS",
    sourceRanges: ["203.0.113.7/32"],
    targetTags: ["worker"],
    allows: [{ protocol: "tcp", ports: ["22"] }],
  },
  instance: {
    machineType: "e2-standard-4",
    tags: ["worker"],
    labels: { stack: "test" },
    bootDisk: {
      autoDelete: true,
      initializeParams: { image: "ubuntu-os-cloud/ubuntu-2404-lts-amd64", size: 64, type: "pd-balanced" },
    },
    // The addresses of the two reservations: the first of the subnetwork, and the first of the lab's pool.
    networkInterfaces: [
      {
        subnetwork: ID.subnetwork,
        networkIp: "10.128.0.2",
        accessConfigs: [{ natIp: "203.0.113.132", networkTier: "PREMIUM" }],
      },
    ],
    metadata: { "ssh-keys": "ubuntu:ssh-ed25519 AAAA key", "user-data": "#cloud-config\n" },
    scheduling: {
      automaticRestart: false,
      onHostMaintenance: "MIGRATE",
      provisioningModel: "STANDARD",
      maxRunDuration: { seconds: 14_400 },
      instanceTerminationAction: "DELETE",
    },
  },
});

export const PARTS = Object.keys(bodies()) as Part[];

/** Creates everything up to and including this part. */
export async function build(lab: CloudLab, last: Part = "instance"): Promise<void> {
  const all = bodies();
  for (const part of PARTS.slice(0, PARTS.indexOf(last) + 1)) await lab.put(ID[part], all[part]);
}
