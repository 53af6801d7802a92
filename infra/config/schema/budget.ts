/** What a stack may cost, and what its parts do. */
import { z } from "zod";

const priceSchema = z.strictObject({
  cloud: z.enum(["azure", "gcp", "existing"]).describe("Whose price it is."),
  region: z.string().min(1).max(40).optional().describe("Region that it holds in. Default: every one."),
  what: z
    .string()
    .min(1)
    .max(60)
    .describe(
      "A machine type, an hour; `disk`, a GiB and month; `address`, an hour; `transfer`, a GB that leaves for the internet.",
    ),
  usd: z.number().min(0).max(100_000).describe("US dollars."),
});

export const budgetSchema = z.strictObject({
  prices: z
    .array(priceSchema)
    .max(200)
    .default([])
    .describe("What you pay, instead of the list prices that Stackmark knows, and where it knows none."),
});
