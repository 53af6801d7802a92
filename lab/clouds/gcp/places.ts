/** Regions and zones of Google Cloud. */

// prettier-ignore
const REGIONS = new Set([
  "europe-west1", "europe-west2", "europe-west3", "europe-west4", "europe-west6", "europe-west8", "europe-west9",
  "europe-west10", "europe-west12", "europe-central2", "europe-north1", "europe-north2", "europe-southwest1", "us-central1",
  "us-east1", "us-east4", "us-east5", "us-south1", "us-west1", "us-west2", "us-west3", "us-west4",
  "northamerica-northeast1", "northamerica-northeast2", "northamerica-south1", "southamerica-east1", "southamerica-west1",
  "asia-east1", "asia-east2", "asia-northeast1", "asia-northeast2", "asia-northeast3", "asia-south1", "asia-south2",
  "asia-southeast1", "asia-southeast2", "australia-southeast1", "australia-southeast2", "me-central1", "me-central2",
  "me-west1", "africa-south1",
]);

/** Regions whose zones are not a, b and c. */
const OTHER_ZONES: Readonly<Record<string, string>> = {
  "europe-west1": "bcd",
  "us-east1": "bcd",
  "us-central1": "abcf",
};

export const isRegion = (region: string): boolean => REGIONS.has(region);

export const regionOfZone = (zone: string): string => zone.slice(0, zone.lastIndexOf("-"));

export function isZone(zone: string): boolean {
  const region = regionOfZone(zone);
  const letter = zone.slice(region.length + 1);
  return isRegion(region) && letter.length === 1 && (OTHER_ZONES[region] ?? "abc").includes(letter);
}
