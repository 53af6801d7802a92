/** Prices of a stack, as known when it was planned. */
import { z } from "zod";

const priceSourceSchema = z.object({
  /** Where the price is from: an address, or words. */
  url: z.string(),
  /** Date of the price; `null` where unknown. */
  asOf: z.iso.date().nullable(),
  /** Copies of the price list disagree. */
  isDoubtful: z.boolean().optional(),
});

export const priceSchema = z.object({
  /**
   * `machine`, `disk`, `address`: as long as the stack is up. `between-nodes`: what nodes send each other over links.
   * `to-users`: what the entry answers.
   */
  kind: z.enum(["machine", "disk", "address", "between-nodes", "to-users"]),
  /** Node that it is paid for. */
  node: z.string(),
  /** What is paid for, in words: a machine type and its region, say. */
  what: z.string(),
  per: z.enum(["hour", "GB"]),
  /** US dollars; `null` where unknown (never 0). */
  usd: z.number().nonnegative().nullable(),
  /** `null` where the price is unknown. */
  source: priceSourceSchema.nullable(),
});

export type PriceSource = z.infer<typeof priceSourceSchema>;
export type Price = z.infer<typeof priceSchema>;
