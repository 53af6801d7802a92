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
      "Addresses that you come from: SSH, the Kubernetes API and the shop are open to these. Only you know them: `<unset>` until you say them.",
    ),
  generatorCidrs: z
    .array(cidr)
    .max(50)
    .default([])
    .describe("Addresses that load comes from, beside `adminCidrs`: the shop is open to these."),
  allowWorld: z.boolean().default(false).describe("Allows `0.0.0.0/0` in the two lists above."),
});

export const observabilitySchema = z.strictObject({
  scrapeIntervalS: z
    .number()
    .min(0.2)
    .max(300)
    .optional()
    .describe("Seconds between two scrapes of metrics. Default: 1 on emulated nodes, 5 on real ones."),
});
