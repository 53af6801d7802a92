/**
 * Regions of the clouds and their address ranges. A region's position in its list determines its range, so append new
 * regions to the end.
 */

// prettier-ignore
export const AZURE_REGIONS = [
  "westeurope", "northeurope", "uksouth", "ukwest", "francecentral", "francesouth", "germanywestcentral", "germanynorth",
  "switzerlandnorth", "switzerlandwest", "norwayeast", "norwaywest", "swedencentral", "polandcentral", "italynorth",
  "spaincentral", "eastus", "eastus2", "southcentralus", "westus", "westus2", "westus3", "centralus", "northcentralus",
  "westcentralus", "canadacentral", "canadaeast", "brazilsouth", "mexicocentral", "australiaeast", "australiasoutheast",
  "australiacentral", "southeastasia", "eastasia", "japaneast", "japanwest", "koreacentral", "koreasouth",
  "centralindia", "southindia", "westindia", "uaenorth", "uaecentral", "southafricanorth", "southafricawest",
  "qatarcentral", "israelcentral", "newzealandnorth",
] as const;

// prettier-ignore
export const GCP_REGIONS = [
  "europe-west1", "europe-west2", "europe-west3", "europe-west4", "europe-west6", "europe-west8", "europe-west9",
  "europe-west10", "europe-west12", "europe-central2", "europe-north1", "europe-north2", "europe-southwest1", "us-central1",
  "us-east1", "us-east4", "us-east5", "us-south1", "us-west1", "us-west2", "us-west3", "us-west4",
  "northamerica-northeast1", "northamerica-northeast2", "northamerica-south1", "southamerica-east1", "southamerica-west1",
  "asia-east1", "asia-east2", "asia-northeast1", "asia-northeast2", "asia-northeast3", "asia-south1", "asia-south2",
  "asia-southeast1", "asia-southeast2", "australia-southeast1", "australia-southeast2", "me-central1", "me-central2",
  "me-west1", "africa-south1",
] as const;

/** Region of a machine in its cloud: its own, else that of its stack. Undefined outside clouds. */
export const cloudRegion = (
  { cloud, region }: { cloud: string; region?: string | undefined },
  stack: Record<"azure" | "gcp", { region: string }>,
): string | undefined => (cloud === "azure" || cloud === "gcp" ? (region ?? stack[cloud].region) : undefined);

/** 10.64.0.0 to 10.127.255.255, one /16 per region. */
const AZURE_FIRST = 64;
/** 10.128.0.0 to 10.191.255.255. */
const GCP_FIRST = 128;

/**
 * @param networks configured ranges, by region
 * @returns undefined for an unknown region without a configured range
 */
export function regionCidr(
  cloud: "azure" | "gcp",
  region: string,
  networks: Readonly<Record<string, string>>,
): string | undefined {
  if (Object.hasOwn(networks, region)) return networks[region];
  const [list, first]: [readonly string[], number] =
    cloud === "azure" ? [AZURE_REGIONS, AZURE_FIRST] : [GCP_REGIONS, GCP_FIRST];
  const index = list.indexOf(region);
  return index < 0 ? undefined : `10.${first + index}.0.0/16`;
}
