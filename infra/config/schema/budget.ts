/** The section `budget`: what a stack may cost, and prices of the user's own. */
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
  maxHours: z
    .number()
    .min(0.1)
    .max(720)
    .default(4)
    .describe(
      "Hours that a stack with machines in clouds may be up, from its first `up`. Then the load stops, its results are kept, and the command ends with exit code 3.",
    ),
  maxCost: z
    .number()
    .min(0.01)
    .max(1_000_000)
    .optional()
    .describe(
      "What machines, disks and addresses of the stack may cost until it is destroyed, without traffic. Needs a price for each of them. Ends as `maxHours`.",
    ),
  currency: z
    .enum(["USD"])
    .default("USD")
    .describe("Currency of `maxCost`. The clouds' price lists are in US dollars."),
  prices: z
    .array(priceSchema)
    .max(200)
    .default([])
    .describe("Your own prices. They override list prices and add missing ones."),
});
