/** Private networks: machines of one site reach each other at private addresses, those of two only at public ones. */

interface Range {
  /** Name of the site: `azure-westeurope`, `gcp`, or an existing machine's own name. */
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

/** A network of the stack's own, with a subnetwork for each region. */
export interface GcpSite extends Range {
  cloud: "gcp";
  network: string;
  subnets: { name: string; region: string; cidr: string }[];
}

export type Site = AzureSite | GcpSite;
