// prettier-ignore
const REGIONS = new Set([
  "westeurope", "northeurope", "uksouth", "ukwest", "francecentral", "francesouth", "germanywestcentral", "germanynorth",
  "switzerlandnorth", "switzerlandwest", "norwayeast", "norwaywest", "swedencentral", "polandcentral", "italynorth",
  "spaincentral", "eastus", "eastus2", "southcentralus", "westus", "westus2", "westus3", "centralus", "northcentralus",
  "westcentralus", "canadacentral", "canadaeast", "brazilsouth", "mexicocentral", "australiaeast", "australiasoutheast",
  "australiacentral", "southeastasia", "eastasia", "japaneast", "japanwest", "koreacentral", "koreasouth",
  "centralindia", "southindia", "westindia", "uaenorth", "uaecentral", "southafricanorth", "southafricawest",
  "qatarcentral", "israelcentral", "newzealandnorth",
]);

/** `West Europe` and `westeurope` are the same region. */
export const normalizedRegion = (name: string): string => name.toLowerCase().replaceAll(" ", "");

export const isRegion = (normalized: string): boolean => REGIONS.has(normalized);
