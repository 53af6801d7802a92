/** What the lab's process can do to machines on demand, beside what the clouds' console can. */
import { z } from "zod";
import { nameSchema } from "./lab.ts";

/** A power failure, or the power's return. */
export const powerRequestSchema = nameSchema.extend({ isOn: z.boolean() });

/** `null` gives all of the disk back. */
export const diskRequestSchema = nameSchema.extend({ freeMiB: z.number().min(0).nullable() });

export type PowerRequest = z.infer<typeof powerRequestSchema>;
export type DiskRequest = z.infer<typeof diskRequestSchema>;
