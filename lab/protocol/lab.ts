/** What the lab's process tells the commands that use it. */
import { z } from "zod";

export const machineSchema = z.object({
  name: z.string(),
  /** `azure`, `gcp` or `existing`. */
  cloud: z.string(),
  state: z.enum(["running", "stopped"]),
});

export const labStatusSchema = z.object({
  /** Network namespace of the operator, and its address. */
  operator: z.object({ namespace: z.string(), address: z.string() }),
  mirror: z.object({ url: z.string(), k3sVersion: z.string(), installerSha256: z.string() }),
  machines: z.array(machineSchema),
  /** What the clouds hold, such as `azure resourceGroups/stackmark-single`. */
  resources: z.array(z.string()),
});

/** An existing machine: its owner's keys. */
export const existingMachineSchema = z.object({
  publicIp: z.string(),
  /** A line of `authorized_keys`. */
  hostKey: z.string(),
  sshUser: z.string(),
  /** OpenSSH's private key file. Secret. */
  privateKey: z.string(),
});

export const nameSchema = z.object({ name: z.string() });

export const existingRequestSchema = nameSchema.extend({
  cpus: z.number().positive(),
  memoryMiB: z.number().int().positive(),
});

export type LabStatus = z.infer<typeof labStatusSchema>;
export type ExistingMachine = z.infer<typeof existingMachineSchema>;
