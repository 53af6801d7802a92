/** A table of the prices of clouds, by region. Pure. */
import { z } from "zod";
import { priceSourceSchema } from "../../results/schema/prices.ts";

/** US dollars, and where that figure comes from. */
const quoteSchema = z.object({ usd: z.number().nonnegative(), source: priceSourceSchema });

const regionSchema = z.object({
  /** Per hour, by machine type. */
  machines: z.record(z.string(), quoteSchema),
  /** Per GiB and month, of the disk type in use (StandardSSD_LRS, pd-balanced). */
  diskGiBMonth: quoteSchema.optional(),
  /** Per hour, of a static public IPv4 address in use. */
  addressHour: quoteSchema.optional(),
  /** Per GB sent to the internet, in the first paid tier. */
  internetGB: quoteSchema.optional(),
});

const regionsSchema = z.record(z.string(), regionSchema);

export const priceTableSchema = z.object({ azure: regionsSchema, gcp: regionsSchema });

export type Quote = z.infer<typeof quoteSchema>;
export type RegionPrices = z.infer<typeof regionSchema>;
export type PriceTable = z.infer<typeof priceTableSchema>;
export type BillingCloud = keyof PriceTable;

export const BILLING_CLOUDS = ["azure", "gcp"] as const satisfies readonly BillingCloud[];

/** @param newer its prices win, one by one */
export function merged(older: PriceTable, newer: PriceTable): PriceTable {
  const regionsOf = (cloud: BillingCloud): Record<string, RegionPrices> => {
    const names = new Set([...Object.keys(older[cloud]), ...Object.keys(newer[cloud])]);
    return Object.fromEntries(
      [...names].map((name): [string, RegionPrices] => {
        const [a, b] = [older[cloud][name], newer[cloud][name]];
        const machines = { ...a?.machines, ...b?.machines };
        const diskGiBMonth = b?.diskGiBMonth ?? a?.diskGiBMonth;
        const addressHour = b?.addressHour ?? a?.addressHour;
        const internetGB = b?.internetGB ?? a?.internetGB;
        return [name, { machines, diskGiBMonth, addressHour, internetGB }];
      }),
    );
  };
  return { azure: regionsOf("azure"), gcp: regionsOf("gcp") };
}

export interface NamedQuote {
  cloud: BillingCloud;
  region: string;
  /** A machine type, `disk`, `address` or `transfer`. */
  what: string;
  quote: Quote;
}

export const allQuotes = (table: PriceTable): NamedQuote[] =>
  BILLING_CLOUDS.flatMap((cloud) =>
    Object.entries(table[cloud]).flatMap(([region, { machines, diskGiBMonth, addressHour, internetGB }]) =>
      Object.entries({ ...machines, disk: diskGiBMonth, address: addressHour, transfer: internetGB }).flatMap(
        ([what, quote]) => (quote ? [{ cloud, region, what, quote }] : []),
      ),
    ),
  );
