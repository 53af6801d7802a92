/**
 * Google's Cloud Billing catalogue, which needs an API key or a token: how its answers are read. Pure.
 * https://cloud.google.com/billing/v1/how-tos/catalog-api
 */
import { z } from "zod";
import type { PriceSource } from "../../../results/schema/prices.ts";
import type { Quote, RegionPrices } from "../quotes.ts";

/** SKUs of Compute Engine. */
export const GCP_ADDRESS = "https://cloudbilling.googleapis.com/v1/services/6F81-5844-456A/skus";

const skuSchema = z.object({
  description: z.string(),
  category: z.object({ usageType: z.string() }),
  serviceRegions: z.array(z.string()),
  pricingInfo: z.array(
    z.object({
      pricingExpression: z.object({
        usageUnit: z.string(),
        tieredRates: z.array(
          z.object({
            startUsageAmount: z.number().default(0),
            unitPrice: z.object({
              currencyCode: z.string(),
              units: z.coerce.number().default(0),
              nanos: z.number().default(0),
            }),
          }),
        ),
      }),
    }),
  ),
});

export const gcpPageSchema = z.object({ skus: z.array(skuSchema).default([]), nextPageToken: z.string().nullish() });

type Sku = z.infer<typeof skuSchema>;

/** Cores and GiB that a machine type is billed for; shared-core types are billed for parts of a core. */
export interface BilledSize {
  family: "E2" | "N2";
  cores: number;
  gib: number;
}

const SHARED: Readonly<Record<string, BilledSize>> = {
  "e2-micro": { family: "E2", cores: 0.25, gib: 1 },
  "e2-small": { family: "E2", cores: 0.5, gib: 2 },
  "e2-medium": { family: "E2", cores: 1, gib: 4 },
};
const GIB_PER_CORE = 4;

/** `undefined`: the catalogue's prices of this machine type are not known to be these. */
export function billedSize(size: string): BilledSize | undefined {
  if (Object.hasOwn(SHARED, size)) return SHARED[size];
  const [, family, cores] = /^(e2|n2)-standard-(\d+)$/.exec(size) ?? [];
  if (family === undefined) return undefined;
  return { family: family === "e2" ? "E2" : "N2", cores: Number(cores), gib: GIB_PER_CORE * Number(cores) };
}

/** @param skus of all pages @param today ISO date */
export function readGcpPrices(
  skus: readonly Sku[],
  region: string,
  sizes: readonly string[],
  today: string,
): RegionPrices {
  const source: PriceSource = { url: GCP_ADDRESS, asOf: today, confidence: "list" };
  const own = skus.filter(
    ({ category, serviceRegions }) =>
      category.usageType === "OnDemand" && (serviceRegions.includes(region) || serviceRegions.includes("global")),
  );
  const priceOf = (description: RegExp, unit: string): number | undefined => {
    const prices = own.filter((sku) => description.test(sku.description)).flatMap((sku) => unitPrice(sku, unit));
    return prices.length === 0 ? undefined : Math.max(...prices);
  };
  const quote = (usd: number | undefined): Quote | undefined => (usd === undefined ? undefined : { usd, source });
  const machines = sizes.flatMap((size): [string, Quote][] => {
    const billed = billedSize(size);
    if (!billed) return [];
    const core = priceOf(new RegExp(`^${billed.family} Instance Core running in `), "h");
    const ram = priceOf(new RegExp(`^${billed.family} Instance Ram running in `), "GiBy.h");
    if (core === undefined || ram === undefined) return [];
    return [[size, { usd: billed.cores * core + billed.gib * ram, source }]];
  });
  return {
    machines: Object.fromEntries(machines),
    diskGiBMonth: quote(priceOf(/^Balanced PD Capacity( in |$)/, "GiBy.mo")),
    addressHour: quote(priceOf(/^External IP Charge on a Standard VM/, "h")),
  };
}

/** Of the first paid tier; free allowances are ignored. */
function unitPrice({ pricingInfo }: Sku, unit: string): number[] {
  const expression = pricingInfo.at(-1)?.pricingExpression;
  if (expression?.usageUnit !== unit) return [];
  const rates = expression.tieredRates
    .filter(({ unitPrice: price }) => price.currencyCode === "USD")
    .map(({ unitPrice: { units, nanos } }) => units + nanos / 1e9);
  return rates.filter((rate) => rate > 0).slice(0, 1);
}
