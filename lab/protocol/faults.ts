/** What the lab's process can do to machines and paths on demand, beside what the clouds' console can. */
import { z } from "zod";
import { nameSchema } from "./lab.ts";

/** A power failure, or the power's return. */
export const powerRequestSchema = nameSchema.extend({ isOn: z.boolean() });

/** `null` gives all of the disk back. */
export const diskRequestSchema = nameSchema.extend({ freeMiB: z.number().min(0).nullable() });

/** Both ways between two sites. */
export const pathRequestSchema = z.object({ between: z.tuple([z.string(), z.string()]), isCut: z.boolean() });

export type PowerRequest = z.infer<typeof powerRequestSchema>;
export type DiskRequest = z.infer<typeof diskRequestSchema>;
export type PathRequest = z.infer<typeof pathRequestSchema>;
