/** One machine of a stack. Keys that only some clouds have are checked against the cloud apart, with clearer words. */
import { z } from "zod";
import { address, labels, name } from "./names.ts";

const TAINT = /^[A-Za-z0-9]([A-Za-z0-9._/-]*[A-Za-z0-9])?(=[A-Za-z0-9._-]*)?:(NoSchedule|PreferNoSchedule|NoExecute)$/;
const HOST_KEY = /^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521)) [A-Za-z0-9+/]+=*( .*)?$/;
const USER = /^[a-z_][a-z0-9_-]{0,31}$/;

export const nodeSchema = z.strictObject({
  name: name.describe("Name of the machine and of its Kubernetes node, unique in the stack."),
  cloud: z
    .enum(["local", "azure", "gcp", "existing"])
    .describe(
      "Where the machine is: `local` is an emulated node on this machine, `existing` a machine of somebody else's.",
    ),
  role: z.enum(["server", "agent"]).default("agent").describe("`server` runs the control plane; there is exactly one."),
  size: z
    .string()
    .optional()
    .describe("Named size, or any machine type of the cloud's, if `cpus` and `memoryMiB` say what it has."),
  cpus: z.number().min(0.1).max(1024).optional().describe("Cores, where the size does not say it. `existing`: 2."),
  memoryMiB: z
    .int()
    .min(64)
    .max(33_554_432)
    .optional()
    .describe("Memory in MiB, where the size does not say it. `existing`: 4096."),
  labels: labels.default({}).describe("Node labels, beside the ones that each role and hostname bring."),
  taints: z
    .array(z.string().regex(TAINT, "text like key=value:NoSchedule"))
    .max(20)
    .optional()
    .describe("Taints, as of the node's registration."),
  region: z.string().min(1).max(40).optional().describe("Region, instead of the cloud's in `topology`."),
  zone: z.string().min(1).max(40).optional().describe("`gcp`: zone within the region. Default: its zone `b`."),
  spot: z
    .boolean()
    .optional()
    .describe("`azure`, `gcp`: cheaper, and taken away at any time, which makes a run invalid."),
  diskGiB: z.int().min(30).max(4095).optional().describe("`azure`, `gcp`: size of the disk. Default 64."),
  publicIp: address.optional().describe("`existing`: address that the other machines and this one reach it at."),
  privateIp: address.optional().describe("`existing`: address of its own interface. Default: its default route's."),
  behindNat: z.boolean().optional().describe("`existing`: a router translates `publicIp` for it."),
  join: z
    .enum(["ssh", "manual"])
    .optional()
    .describe("`existing`: `manual` if nobody can log in from here: its owner runs a script. Default `ssh`."),
  sshUser: z.string().regex(USER, "a user's name").optional().describe("`existing`: who logs in. Default `ubuntu`."),
  sshPort: z.int().min(1).max(65_535).optional().describe("`existing`: port of its SSH server. Default 22."),
  hostKey: z
    .string()
    .regex(HOST_KEY, "a public key such as `ssh-ed25519 AAAA...`, of /etc/ssh/ssh_host_ed25519_key.pub there")
    .optional()
    .describe("`existing`, `ssh`: the public key that the machine proves itself by."),
});

export type NodeConfig = z.infer<typeof nodeSchema>;
