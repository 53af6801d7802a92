/**
 * List prices of clouds in US dollars before tax, for Linux on demand. They come from third-party copies of the clouds'
 * price lists, each with its date. A price that is missing here is unknown, not zero.
 */
import type { PriceSource } from "../../results/schema/prices.ts";

export interface RegionPrices {
  source: PriceSource;
  /** Sources disagree on the prices of machines. */
  areMachinesDoubtful?: true;
  /** Price per hour, by machine type. */
  machines: Readonly<Record<string, number>>;
  /** Price per GiB and month of the disk type in use (StandardSSD_LRS, pd-balanced). */
  diskGiBMonth?: number;
  /** Price per hour of a static public IPv4 address. */
  addressHour?: number;
}

/** Hours per month in the price lists of both clouds. */
export const HOURS_OF_MONTH = 730;

const AZURE_RETAIL: PriceSource = { url: "https://prices.azure.com/api/retail/prices", asOf: "2026-07-30" };
const GOOGLE_CATALOGUE: PriceSource = {
  url: "https://github.com/Cyclenerd/google-cloud-pricing-cost-calculator",
  asOf: "2024-11-07",
};

/** Within a machine family of Google Cloud, all sizes have the same price per core. */
const google = (e2OfEight: number, n2OfSixteen: number): Record<string, number> => ({
  ...Object.fromEntries([2, 4, 8, 16].map((cores) => [`e2-standard-${cores}`, (e2OfEight * cores) / 8])),
  ...Object.fromEntries([4, 8].map((cores) => [`n2-standard-${cores}`, (n2OfSixteen * cores) / 16])),
});

const ADDRESS_HOUR = 0.005;

export const LIST_PRICES: Readonly<Record<"azure" | "gcp", Readonly<Record<string, RegionPrices>>>> = {
  azure: {
    eastus: {
      source: AZURE_RETAIL,
      machines: {
        Standard_D2s_v5: 0.096,
        Standard_D4s_v5: 0.192,
        Standard_D8s_v5: 0.384,
        Standard_D16s_v5: 0.768,
        Standard_F4s_v2: 0.169,
        Standard_F8s_v2: 0.338,
        Standard_B2s: 0.0416,
        Standard_B2ms: 0.0832,
        Standard_B4ms: 0.166,
      },
      diskGiBMonth: 0.075,
      addressHour: ADDRESS_HOUR,
    },
    westeurope: {
      source: AZURE_RETAIL,
      // Two sources list 0.23 and 0.214 for four cores. This is the higher one.
      areMachinesDoubtful: true,
      machines: { Standard_D2s_v5: 0.115, Standard_D4s_v5: 0.23, Standard_D8s_v5: 0.46, Standard_D16s_v5: 0.92 },
      addressHour: ADDRESS_HOUR,
    },
  },
  gcp: {
    "europe-west1": {
      source: GOOGLE_CATALOGUE,
      machines: google(0.29486184, 0.854672),
      diskGiBMonth: 0.1,
      addressHour: ADDRESS_HOUR,
    },
    "europe-west4": {
      source: GOOGLE_CATALOGUE,
      machines: google(0.29508816, 0.855328),
      diskGiBMonth: 0.11,
      addressHour: ADDRESS_HOUR,
    },
    "us-central1": {
      source: GOOGLE_CATALOGUE,
      machines: google(0.26804568, 0.776944),
      diskGiBMonth: 0.1,
      addressHour: ADDRESS_HOUR,
    },
  },
};

/** Price per GB from Europe or North America to the internet, in the first paid tier. */
export const INTERNET_GB: Readonly<Record<"azure" | "gcp", { usd: number; source: PriceSource }>> = {
  azure: {
    usd: 0.087,
    source: { url: "https://azure.microsoft.com/en-us/pricing/details/bandwidth/", asOf: "2026-10-05" },
  },
  gcp: { usd: 0.12, source: GOOGLE_CATALOGUE },
};
