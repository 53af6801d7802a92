/**
 * List prices in US dollars before tax, for Linux on demand. Neither cloud's own list can be read without a network or
 * credentials, so they come from dated copies; `stackmark prices refresh` reads the lists themselves. A price that is
 * missing here is unknown, not zero.
 */
import type { PriceSource } from "../../results/schema/prices.ts";
import type { PriceTable, Quote, RegionPrices } from "./quotes.ts";

/** Hours per month in the price lists of both clouds. */
export const HOURS_OF_MONTH = 730;

const AZURE_RETAIL: PriceSource = {
  url: "https://prices.azure.com/api/retail/prices",
  asOf: "2026-07-30",
  confidence: "copy",
};
const AZURE_DISPUTED: PriceSource = { ...AZURE_RETAIL, confidence: "doubtful", isDoubtful: true };
const GOOGLE_CATALOGUE: PriceSource = {
  url: "https://github.com/Cyclenerd/google-cloud-pricing-cost-calculator",
  asOf: "2024-11-07",
  confidence: "copy",
};

const quoted = (source: PriceSource, usd: Readonly<Record<string, number>>): Record<string, Quote> =>
  Object.fromEntries(Object.entries(usd).map(([what, price]) => [what, { usd: price, source }]));

/** Within a machine family of Google Cloud, all sizes have the same price per core. */
const google = (e2OfEight: number, n2OfSixteen: number): Record<string, number> => ({
  ...Object.fromEntries([2, 4, 8, 16].map((cores) => [`e2-standard-${cores}`, (e2OfEight * cores) / 8])),
  ...Object.fromEntries([4, 8].map((cores) => [`n2-standard-${cores}`, (n2OfSixteen * cores) / 16])),
});

const googleRegion = (machines: Record<string, number>, diskGiBMonth: number): RegionPrices => ({
  machines: quoted(GOOGLE_CATALOGUE, machines),
  diskGiBMonth: { usd: diskGiBMonth, source: GOOGLE_CATALOGUE },
  addressHour: { usd: ADDRESS_HOUR, source: GOOGLE_CATALOGUE },
});

const ADDRESS_HOUR = 0.005;

export const LIST_PRICES: PriceTable = {
  azure: {
    eastus: {
      machines: quoted(AZURE_RETAIL, {
        Standard_D2s_v5: 0.096,
        Standard_D4s_v5: 0.192,
        Standard_D8s_v5: 0.384,
        Standard_D16s_v5: 0.768,
        Standard_F4s_v2: 0.169,
        Standard_F8s_v2: 0.338,
        Standard_B2s: 0.0416,
        Standard_B2ms: 0.0832,
        Standard_B4ms: 0.166,
      }),
      diskGiBMonth: { usd: 0.075, source: AZURE_RETAIL },
      addressHour: { usd: ADDRESS_HOUR, source: AZURE_RETAIL },
    },
    westeurope: {
      // Two copies list 0.23 and 0.214 for four cores. This is the higher one.
      machines: quoted(AZURE_DISPUTED, {
        Standard_D2s_v5: 0.115,
        Standard_D4s_v5: 0.23,
        Standard_D8s_v5: 0.46,
        Standard_D16s_v5: 0.92,
      }),
      addressHour: { usd: ADDRESS_HOUR, source: AZURE_RETAIL },
    },
  },
  gcp: {
    "europe-west1": googleRegion(google(0.29486184, 0.854672), 0.1),
    "europe-west4": googleRegion(google(0.29508816, 0.855328), 0.11),
    "us-central1": googleRegion(google(0.26804568, 0.776944), 0.1),
  },
};

/** Price per GB from Europe or North America to the internet, in the first paid tier. */
export const INTERNET_GB: Readonly<Record<"azure" | "gcp", Quote>> = {
  azure: {
    usd: 0.087,
    source: {
      url: "https://azure.microsoft.com/en-us/pricing/details/bandwidth/",
      asOf: "2026-10-05",
      confidence: "copy",
    },
  },
  gcp: { usd: 0.12, source: GOOGLE_CATALOGUE },
};
