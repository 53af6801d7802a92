/** The resource types that the plugin has, and what the provider knows of each. */
export interface GcpType {
  /** Name of its table of properties. */
  shape: string;
  /** In messages of the provider. */
  title: string;
  /** Of its ID. */
  path: string;
  /** Input that says where it is. */
  place: "region" | "zone" | undefined;
  /** Inputs whose change needs another resource, besides name, project and place. */
  replaces: readonly string[];
  /** Inputs that the provider itself reads and does not send. */
  own: readonly string[];
}

const type = (shape: string, title: string, path: string, more: Partial<GcpType> = {}): GcpType => ({
  ...{ shape, title, path, place: undefined, replaces: [], own: ["deletionPolicy"] },
  ...more,
});

export const GCP_TYPES: Readonly<Record<string, GcpType>> = {
  "gcp:compute/network:Network": type("Network", "Network", "projects/{project}/global/networks/{name}", {
    replaces: [
      "autoCreateSubnetworks",
      "mtu",
      "description",
      "enableUlaInternalIpv6",
      "internalIpv6Range",
      "networkProfile",
    ],
  }),
  "gcp:compute/subnetwork:Subnetwork": type(
    "Subnetwork",
    "Subnetwork",
    "projects/{project}/regions/{region}/subnetworks/{name}",
    { place: "region", replaces: ["ipCidrRange", "network", "description", "purpose", "reservedInternalRange"] },
  ),
  "gcp:compute/address:Address": type("Address", "Address", "projects/{project}/regions/{region}/addresses/{name}", {
    place: "region",
    replaces: [
      "address",
      "addressType",
      "description",
      "ipVersion",
      "network",
      "networkTier",
      "prefixLength",
      "purpose",
      "subnetwork",
    ],
  }),
  "gcp:compute/firewall:Firewall": type("Firewall", "Firewall", "projects/{project}/global/firewalls/{name}", {
    replaces: ["network", "direction"],
  }),
  "gcp:compute/instance:Instance": type("Instance", "instance", "projects/{project}/zones/{zone}/instances/{name}", {
    place: "zone",
    own: ["deletionPolicy", "allowStoppingForUpdate"],
    replaces: [
      "bootDisk",
      "description",
      "canIpForward",
      "guestAccelerators",
      "hostname",
      "metadataStartupScript",
      "networkInterfaces",
      "scratchDisks",
      "scheduling.maxRunDuration",
      "scheduling.preemptible",
      "scheduling.provisioningModel",
    ],
  }),
};
