/**
 * Sites are private networks: machines of one site reach each other at private addresses, others only at public ones.
 */
import { firstSubnet } from "../catalog/cidr.ts";
import { projectName } from "../catalog/names.ts";
import type { CloudName } from "../catalog/sizes.ts";

interface Range {
  /** `azure-westeurope` or `gcp`. */
  name: string;
}

/** A virtual network in one region, with one subnet and one security group. */
export interface AzureSite extends Range {
  cloud: "azure";
  region: string;
  vnet: { name: string; cidr: string };
  subnet: { name: string; cidr: string };
  securityGroup: string;
}

/** A global network with a subnetwork for each region. */
export interface GcpSite extends Range {
  cloud: "gcp";
  network: string;
  subnets: { name: string; region: string; cidr: string }[];
}

export type Site = AzureSite | GcpSite;

/** Name of a machine's site: one per region in Azure, one for Google Cloud, and one for each existing machine. */
export function siteName(cloud: "azure" | "gcp" | "existing", region: string, node: string): string {
  if (cloud === "azure") return `azure-${region}`;
  return cloud === "gcp" ? "gcp" : `existing-${node}`;
}

export interface SitedNode {
  cloud: CloudName;
  region: string;
}

/** Azure reserves five addresses of each subnet; a /24 leaves 251. */
const SUBNET_BITS = 24;

/** @param rangeOf the address range of a region; the caller has checked that it has one */
export function planSites(
  stack: string,
  nodes: readonly SitedNode[],
  rangeOf: (cloud: "azure" | "gcp", region: string) => string,
): Site[] {
  const regions = (cloud: CloudName): string[] => [
    ...new Set(nodes.filter((node) => node.cloud === cloud).map(({ region }) => region)),
  ];
  const azure = regions("azure").map((region): AzureSite => {
    const cidr = rangeOf("azure", region);
    return {
      cloud: "azure",
      name: siteName("azure", region, ""),
      region,
      vnet: { name: `vnet-${region}`, cidr },
      subnet: { name: "nodes", cidr: firstSubnet(cidr, SUBNET_BITS) },
      securityGroup: `nodes-${region}`,
    };
  });
  const subnets = regions("gcp").map((region) => {
    const cidr = firstSubnet(rangeOf("gcp", region), SUBNET_BITS);
    return { name: projectName(stack, region), region, cidr };
  });
  if (subnets.length === 0) return azure;
  return [...azure, { cloud: "gcp", name: "gcp", network: projectName(stack, "network"), subnets }];
}
