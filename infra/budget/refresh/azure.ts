/**
 * Azure's Retail Prices API, which needs no credentials: what to ask for a region, and how its answers are read. Pure.
 * https://learn.microsoft.com/rest/api/cost-management/retail-prices/azure-retail-prices
 */
import { z } from "zod";
import type { PriceSource } from "../../../results/schema/prices.ts";
import type { Quote, RegionPrices } from "../quotes.ts";

const ADDRESS = "https://prices.azure.com/api/retail/prices";

const itemSchema = z.object({
  currencyCode: z.string(),
  tierMinimumUnits: z.number(),
  retailPrice: z.number(),
  armRegionName: z.string(),
  armSkuName: z.string().nullish(),
  effectiveStartDate: z.string(),
  meterName: z.string(),
  productName: z.string(),
  skuName: z.string(),
  unitOfMeasure: z.string(),
  type: z.string(),
});

export const azurePageSchema = z.object({
  Items: z.array(itemSchema),
  /** The address of the next page; empty or absent on the last one. */
  NextPageLink: z.string().nullish(),
});

type Item = z.infer<typeof itemSchema>;

const DISK_PRODUCT = "Standard SSD Managed Disks";
/** All sizes of this type have the same price per GiB. */
const DISK = { sku: "E10 LRS", gib: 128 };
const ADDRESS_METER = "Standard IPv4 Static Public IP";

/** Addresses of the first pages of all prices of a region. */
export function azureQueries(region: string, sizes: readonly string[]): string[] {
  const of = (...terms: string[]): string => {
    const filter = [`armRegionName eq '${region}'`, "priceType eq 'Consumption'", ...terms].join(" and ");
    return `${ADDRESS}?currencyCode=USD&$filter=${encodeURIComponent(filter)}`;
  };
  const anySize = sizes.map((size) => `armSkuName eq '${size}'`).join(" or ");
  return [
    of("serviceName eq 'Virtual Machines'", `(${anySize})`),
    of("serviceName eq 'Storage'", `productName eq '${DISK_PRODUCT}'`, `skuName eq '${DISK.sku}'`),
    of("serviceName eq 'Virtual Network'", "productName eq 'IP Addresses'", `meterName eq '${ADDRESS_METER}'`),
  ];
}

/** A price of 0 is a placeholder. @param items of all pages @param today ISO date */
export function readAzurePrices(
  items: readonly Item[],
  region: string,
  sizes: readonly string[],
  today: string,
): RegionPrices {
  const source: PriceSource = { url: ADDRESS, asOf: today, confidence: "list" };
  const own = items.filter(
    (item) =>
      item.armRegionName === region &&
      item.currencyCode === "USD" &&
      item.type === "Consumption" &&
      item.tierMinimumUnits === 0 &&
      item.retailPrice > 0 &&
      item.effectiveStartDate.slice(0, 10) <= today,
  );
  const machines = sizes.flatMap((size): [string, Quote][] => {
    const usd = inForce(own.filter((item) => item.armSkuName === size && isLinuxOnDemand(item)));
    return usd === undefined ? [] : [[size, { usd, source }]];
  });
  const disk = inForce(
    own.filter(
      ({ productName, skuName, meterName, unitOfMeasure }) =>
        productName === DISK_PRODUCT &&
        skuName === DISK.sku &&
        /^E10 LRS Disks?$/.test(meterName) &&
        unitOfMeasure === "1/Month",
    ),
  );
  const address = inForce(
    own.filter(({ meterName, unitOfMeasure }) => meterName === ADDRESS_METER && unitOfMeasure === "1 Hour"),
  );
  return {
    machines: Object.fromEntries(machines),
    diskGiBMonth: disk === undefined ? undefined : { usd: disk / DISK.gib, source },
    addressHour: address === undefined ? undefined : { usd: address, source },
  };
}

/** Windows, spot and low-priority machines have the same machine type, and other prices. */
const isLinuxOnDemand = ({ productName, skuName, meterName, unitOfMeasure }: Item): boolean =>
  productName.startsWith("Virtual Machines") &&
  unitOfMeasure === "1 Hour" &&
  ![productName, skuName, meterName].some((text) => /Windows|Spot|Low Priority/.test(text));

/** The price that came into force last; the highest, if there are several. */
function inForce(items: readonly Item[]): number | undefined {
  const last = items
    .map(({ effectiveStartDate }) => effectiveStartDate)
    .sort()
    .at(-1);
  const prices = items.filter((item) => item.effectiveStartDate === last).map(({ retailPrice }) => retailPrice);
  return prices.length === 0 ? undefined : Math.max(...prices);
}
