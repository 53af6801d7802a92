/** Prices of a stack at the time it was planned. */
import { z } from "zod";

export const priceSourceSchema = z.object({
  /** Source of the price: an address, or a description. */
  url: z.string(),
  /** Date of the price; `null` if unknown. */
  asOf: z.iso.date().nullable(),
  /**
   * `list`: read from the cloud's own price list. `copy`: from somebody's copy of it. `doubtful`: copies disagree, or none was
   * found for the region. Absent for prices of the user.
   */
  confidence: z.enum(["list", "copy", "doubtful"]).optional(),
  /** As `confidence: doubtful`, which plans of older versions do not have. */
  isDoubtful: z.boolean().optional(),
});

export const priceSchema = z.object({
  /**
   * `machine`, `disk`, `address`: billed while the stack is up. `between-nodes`: traffic over links. `to-users`: responses
   * of the entry.
   */
  kind: z.enum(["machine", "disk", "address", "between-nodes", "to-users"]),
  /** Node that the item belongs to. */
  node: z.string(),
  /** The billed item in words, such as a machine type and its region. */
  what: z.string(),
  per: z.enum(["hour", "GB"]),
  /** US dollars; `null` (never 0) if unknown. */
  usd: z.number().nonnegative().nullable(),
  /** `null` if the price is unknown. */
  source: priceSourceSchema.nullable(),
  /**
   * Whether it is billed after VMs have shut down automatically, too, until the stack is destroyed. Absent for traffic, and in
   * plans of older versions.
   */
  staysBilled: z.boolean().optional(),
});

export type PriceSource = z.infer<typeof priceSourceSchema>;
export type Price = z.infer<typeof priceSchema>;
