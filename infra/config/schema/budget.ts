/** What a stack may cost, and what its parts do. */
import { z } from "zod";

const priceSchema = z.strictObject({
  cloud: z.enum(["azure", "gcp", "existing"]).describe("Cloud that the price applies to."),
  region: z.string().min(1).max(40).optional().describe("Region that the price applies to. Default: all regions."),
  what: z
    .string()
    .min(1)
    .max(60)
    .describe(
      "Priced item: a machine type (per hour), `disk` (per GiB and month), `address` (per hour), or `transfer` (per GB sent to the internet).",
    ),
  usd: z.number().min(0).max(100_000).describe("Price in US dollars."),
});

export const budgetSchema = z.strictObject({
  prices: z
    .array(priceSchema)
    .max(200)
    .default([])
    .describe("Your own prices. They override Stackmark's list prices and add missing ones."),
});
