/** Who may reach the machines from outside, and how the machines are measured. */
import { z } from "zod";
import { cidr } from "./names.ts";

export const accessSchema = z.strictObject({
  adminCidrs: z
    .array(cidr)
    .min(1)
    .max(50)
    .optional()
    .describe(
      "Required for machines in clouds and existing machines. Your public addresses; SSH, the Kubernetes API and the shop are open to them. `plan` shows `<unset>` if missing.",
    ),
  generatorCidrs: z
    .array(cidr)
    .max(50)
    .default([])
    .describe("Addresses of load generators in addition to `adminCidrs`; the shop is open to them."),
  allowWorld: z.boolean().default(false).describe("Allows `0.0.0.0/0` in the two lists above."),
});

export const observabilitySchema = z.strictObject({
  scrapeIntervalS: z
    .number()
    .min(0.2)
    .max(300)
    .optional()
    .describe("Scrape interval of metrics, in seconds. Default: 1 on emulated nodes, 5 on real machines."),
});
