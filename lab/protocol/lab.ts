/** What the lab's process tells the commands that use it. */
import { z } from "zod";

/** Each way between two sites, as between Western Europe's regions of two clouds. */
export const SITE_DELAY_MS = 15;

export const machineSchema = z.object({
  name: z.string(),
  /** `azure`, `gcp` or `existing`. */
  cloud: z.string(),
  site: z.string(),
  hostname: z.string(),
  /** At which others reach it over the internet; `null`: not at all. */
  publicIp: z.string().nullable(),
  state: z.enum(["running", "stopped"]),
  /** Of its first process, in this machine's numbering; `null` if it is stopped. */
  pid: z.number().nullable(),
});

export type LabMachine = z.infer<typeof machineSchema>;

export const labStatusSchema = z.object({
  /** Network namespace of the operator, and its address. */
  operator: z.object({ namespace: z.string(), address: z.string() }),
  mirror: z.object({
    url: z.string(),
    k3sVersion: z.string(),
    /** Path on this machine of the K3s that the lab was started with; the lab's own without. */
    k3sProgram: z.string().optional(),
    installerSha256: z.string(),
  }),
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

/** A place in the lab's internet with one address, without a firewall of its own. */
export const endSchema = nameSchema.extend({ address: z.ipv4() });
/** `namespace`: for `ip netns exec`. */
export const openedEndSchema = z.object({ namespace: z.string() });

/** One direction between two sites; settings that are left out stay. */
export const pathSchema = z.object({
  from: z.string(),
  to: z.string(),
  settings: z
    .strictObject({
      delayMs: z.number(),
      jitterMs: z.number(),
      loss: z.number(),
      bandwidthMbitPerS: z.number().nullable(),
      queueMs: z.number(),
      mtu: z.number(),
      tellsTooLarge: z.boolean(),
      isCut: z.boolean(),
    })
    .partial(),
});

export type LabPath = z.infer<typeof pathSchema>;
export type LabStatus = z.infer<typeof labStatusSchema>;
export type ExistingRequest = z.infer<typeof existingRequestSchema>;
export type ExistingMachine = z.infer<typeof existingMachineSchema>;
