/** One machine of a stack. */
import { z } from "zod";
import { address, labels, name } from "./names.ts";

const TAINT = /^[A-Za-z0-9]([A-Za-z0-9._/-]*[A-Za-z0-9])?(=[A-Za-z0-9._-]*)?:(NoSchedule|PreferNoSchedule|NoExecute)$/;
const HOST_KEY = /^(ssh-ed25519|ecdsa-sha2-nistp(256|384|521)) [A-Za-z0-9+/]+=*( .*)?$/;
const USER = /^[a-z_][a-z0-9_-]{0,31}$/;

/**
 * A node as written in a stack file, with the keys of all clouds. A cross-check rejects keys of other clouds than the
 * node's, with a clearer message than a union gives.
 */
export const nodeSchema = z.strictObject({
  name: name.describe("Name of the machine and of its Kubernetes node, unique in the stack."),
  cloud: z
    .enum(["local", "azure", "gcp", "existing"])
    .describe(
      "Location of the machine: `local` is an emulated node on this machine; `existing` is a machine that Stackmark does not create.",
    ),
  role: z
    .enum(["server", "agent", "load"])
    .default("agent")
    .describe(
      "`server` runs the control plane; a stack has exactly one. `load` is an agent that runs nothing but the pods of `load.from: cluster`.",
    ),
  size: z
    .string()
    .optional()
    .describe("Size from the table below, or any machine type of the cloud if `cpus` and `memoryMiB` are set."),
  cpus: z
    .number()
    .min(0.1)
    .max(1024)
    .optional()
    .describe("Cores, if the size does not define them. Default of `existing`: 2."),
  memoryMiB: z
    .int()
    .min(64)
    .max(33_554_432)
    .optional()
    .describe("Memory in MiB, if the size does not define it. Default of `existing`: 4096."),
  labels: labels.default({}).describe("Node labels, in addition to those of its role and hostname."),
  taints: z
    .array(z.string().regex(TAINT, "a taint such as key=value:NoSchedule"))
    .max(20)
    .optional()
    .describe("Taints, set when the node registers."),
  region: z.string().min(1).max(40).optional().describe("Region, instead of the region of its cloud in `topology`."),
  zone: z.string().min(1).max(40).optional().describe("`gcp`: zone in the region. Default: zone `b`."),
  spot: z.boolean().optional().describe("`azure`, `gcp`: spot VM. Cheaper, but an eviction makes the run invalid."),
  diskGiB: z.int().min(30).max(4095).optional().describe("`azure`, `gcp`: size of the disk. Default: 64."),
  publicIp: address.optional().describe("`existing`, required: public address of the machine."),
  privateIp: address
    .optional()
    .describe("`existing`: address of its network interface. Default: the interface of its default route."),
  behindNat: z
    .boolean()
    .optional()
    .describe("`existing`: whether the machine is behind a NAT that translates `publicIp`."),
  join: z
    .enum(["ssh", "manual"])
    .optional()
    .describe("`existing`: `ssh`, or `manual` if its owner runs the join script. Default: `ssh`."),
  sshUser: z.string().regex(USER, "a user name").optional().describe("`existing`: SSH user. Default: `ubuntu`."),
  sshPort: z.int().min(1).max(65_535).optional().describe("`existing`: SSH port. Default: 22."),
  hostKey: z
    .string()
    .regex(
      HOST_KEY,
      "a public key such as `ssh-ed25519 AAAA...`, from /etc/ssh/ssh_host_ed25519_key.pub on the machine; pulumi-command can't use RSA keys",
    )
    .optional()
    .describe("`existing` with `join: ssh`, required: public SSH host key of the machine."),
});

const { shape } = nodeSchema;
const { name: nodeName, role, size, cpus, memoryMiB, labels: nodeLabels, taints, region, spot, diskGiB } = shape;
const commonKeys = { name: nodeName, role, size, cpus, memoryMiB, labels: nodeLabels };
/** The images of the workload and its monitoring take about 15 GiB. */
const cloudKeys = { ...commonKeys, taints, region, spot: spot.default(false), diskGiB: diskGiB.default(64) };

/** A checked node: each cloud has its own keys, with their defaults. */
export const nodeConfigSchema = z.discriminatedUnion("cloud", [
  z.object({ ...commonKeys, cloud: z.literal("local") }),
  z.object({ ...cloudKeys, cloud: z.literal("azure") }),
  z.object({ ...cloudKeys, cloud: z.literal("gcp"), zone: shape.zone }),
  z.object({
    ...commonKeys,
    taints,
    cloud: z.literal("existing"),
    publicIp: shape.publicIp,
    privateIp: shape.privateIp,
    behindNat: shape.behindNat.default(false),
    join: shape.join.default("ssh"),
    sshUser: shape.sshUser.default("ubuntu"),
    sshPort: shape.sshPort.default(22),
    hostKey: shape.hostKey,
  }),
]);

export type NodeConfig = z.infer<typeof nodeConfigSchema>;
