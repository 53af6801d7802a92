/**
 * List prices in US dollars before tax, for Linux on demand. Neither cloud's own list can be read without a network or
 * credentials, so they come from dated copies of it; `stackmark prices refresh` reads the lists themselves. A price that is
 * missing here is unknown, not zero.
 */
import type { PriceSource } from "../../results/schema/prices.ts";
import type { BillingCloud, PriceTable, Quote, RegionPrices } from "./quotes.ts";

/** Hours per month in the price lists of both clouds. */
export const HOURS_OF_MONTH = 730;

/** Of Azure's Retail Prices API, on the day of the copy. */
const azureOn = (asOf: string): PriceSource => ({
  url: "https://prices.azure.com/api/retail/prices",
  asOf,
  confidence: "copy",
});

/** Tables of machine prices that node autoscalers for both clouds keep. */
const AZURE_MACHINES: PriceSource = {
  url: "https://github.com/Azure/karpenter-provider-azure",
  asOf: "2026-06-18",
  confidence: "copy",
};
const GOOGLE_MACHINES: PriceSource = {
  url: "https://github.com/cloudpilot-ai/karpenter-provider-gcp",
  asOf: "2026-08-06",
  confidence: "copy",
};
const GOOGLE_OTHERS: PriceSource = {
  url: "https://github.com/Cyclenerd/google-cloud-pricing-cost-calculator",
  asOf: "2025-03-06",
  confidence: "copy",
};

/** From Europe or North America, in the first paid tier. Other continents have other prices. */
const AZURE_INTERNET: Quote = {
  usd: 0.087,
  source: {
    url: "https://azure.microsoft.com/en-us/pricing/details/bandwidth/",
    asOf: "2026-10-05",
    confidence: "copy",
  },
};
const GOOGLE_INTERNET: Quote = { usd: 0.12, source: GOOGLE_OTHERS };

/** Where prices of traffic are from, also of traffic that is not billed. */
export const TRAFFIC_SOURCES: Readonly<Record<BillingCloud, PriceSource>> = {
  azure: AZURE_INTERNET.source,
  gcp: GOOGLE_INTERNET.source,
};

const quoted = (source: PriceSource, usd: Readonly<Record<string, number>>): Record<string, Quote> =>
  Object.fromEntries(Object.entries(usd).map(([what, price]) => [what, { usd: price, source }]));

const ADDRESS_HOUR = 0.005;
const DISK_GIB = 32;

/** In all regions but one of which a copy has the price. */
const USUAL_DISK_USD = 2.4;
const USUAL_DISK: PriceSource = { ...azureOn("2026-08-10"), confidence: "doubtful", isDoubtful: true };

/**
 * @param perHour of D4s v5, F4s v2, F8s v2, B2s, B2ms and B4ms. Other sizes of D v5 cost its multiple.
 * @param disk price per month of a Standard SSD of 32 GiB; larger ones cost their multiple. Default: no copy of the region's
 *   was found, so the price of most regions, marked as doubtful
 */
function azure(perHour: readonly number[], disk?: { usd: number; asOf: string }): RegionPrices {
  const [d, f4s, f8s, b2s, b2ms, b4ms] = perHour;
  const machines = {
    ...{ Standard_D2s_v5: d! / 2, Standard_D4s_v5: d!, Standard_D8s_v5: 2 * d!, Standard_D16s_v5: 4 * d! },
    ...{ Standard_F4s_v2: f4s!, Standard_F8s_v2: f8s! },
    ...{ Standard_B2s: b2s!, Standard_B2ms: b2ms!, Standard_B4ms: b4ms! },
  };
  return {
    machines: quoted(AZURE_MACHINES, machines),
    diskGiBMonth: disk
      ? { usd: disk.usd / DISK_GIB, source: azureOn(disk.asOf) }
      : { usd: USUAL_DISK_USD / DISK_GIB, source: USUAL_DISK },
    addressHour: { usd: ADDRESS_HOUR, source: azureOn("2026-08-14") },
    internetGB: AZURE_INTERNET,
  };
}

/** Within a family, a machine costs its cores and memory, so all sizes have the same price per core. */
function google(e2OfFour: number, n2OfFour: number, diskGiBMonth: number): RegionPrices {
  const parts = { micro: 16, small: 8, medium: 4 };
  const shared = Object.entries(parts).map(([name, part]) => [`e2-${name}`, e2OfFour / part] as const);
  const whole = [2, 4, 8, 16].map((cores) => [`e2-standard-${cores}`, (e2OfFour * cores) / 4] as const);
  const n2 = [4, 8].map((cores) => [`n2-standard-${cores}`, (n2OfFour * cores) / 4] as const);
  return {
    machines: quoted(GOOGLE_MACHINES, Object.fromEntries([...shared, ...whole, ...n2])),
    diskGiBMonth: { usd: diskGiBMonth, source: GOOGLE_OTHERS },
    addressHour: { usd: ADDRESS_HOUR, source: GOOGLE_OTHERS },
    internetGB: GOOGLE_INTERNET,
  };
}

export const LIST_PRICES: PriceTable = {
  azure: {
    westeurope: azure([0.23, 0.194, 0.388, 0.048, 0.096, 0.192], { usd: 2.4, asOf: "2026-08-10" }),
    northeurope: azure([0.214, 0.192, 0.384, 0.045, 0.091, 0.182]),
    swedencentral: azure([0.204, 0.194, 0.388, 0.0432, 0.0864, 0.173]),
    eastus: azure([0.192, 0.169, 0.338, 0.0416, 0.0832, 0.166], { usd: 2.4, asOf: "2026-07-30" }),
    westus3: azure([0.192, 0.169, 0.338, 0.0416, 0.0832, 0.166]),
    canadacentral: azure([0.214, 0.185, 0.371, 0.0464, 0.0928, 0.185], { usd: 2.64, asOf: "2026-10-07" }),
    eastasia: {
      ...azure([0.264, 0.216, 0.432, 0.0584, 0.117, 0.234], { usd: 2.4, asOf: "2026-10-02" }),
      internetGB: undefined,
    },
  },
  gcp: {
    "europe-west1": google(0.14743092, 0.213668, 0.1),
    "europe-west3": google(0.17267112, 0.250248, 0.12),
    "europe-west4": google(0.14754408, 0.213832, 0.11),
    "europe-north1": google(0.14755512, 0.213848, 0.11),
    "us-central1": google(0.13402284, 0.194236, 0.1),
    "us-east1": google(0.13402284, 0.194236, 0.1),
    "asia-east1": { ...google(0.15518376, 0.224904, 0.1), internetGB: undefined },
  },
};
