/** Machines that send the load, in the section `load`. */
import { z } from "zod";
import { name } from "./names.ts";
import { nodeSchema } from "./node.ts";

const { region, zone, publicIp, sshUser, sshPort, hostKey } = nodeSchema.shape;

/** As written in a stack file, with the keys of all clouds; a cross-check rejects those of others than the machine's. */
export const generatorSchema = z.strictObject({
  name: name.describe("Name of the machine in messages and results; unique in the stack."),
  cloud: z
    .enum(["azure", "gcp", "existing"])
    .default("existing")
    .describe("Location of the machine, which is outside the cluster; `existing`: Stackmark does not create it."),
  count: z.int().min(1).max(100).default(1).describe("`azure`, `gcp`: so many equal machines."),
  size: z.string().optional().describe("`azure`, `gcp`: size as for nodes."),
  region: region.describe(
    "Region, instead of that of its cloud in `topology`. `existing`: for `load.regions`, and for readers of the results.",
  ),
  zone: zone.describe("`gcp`: zone in the region. `existing`: for readers of the results."),
  workers: z
    .int()
    .min(1)
    .max(256)
    .optional()
    .describe("Worker processes on each. Default: one per core but one, which is left to the system; `existing`: 1."),
  publicIp: publicIp.describe("`existing`, required: its public address. The entry is opened to it."),
  sshUser: sshUser.describe("`existing`: SSH user, in whose home the generator is installed. Default: `ubuntu`."),
  sshPort,
  hostKey: hostKey.describe("`existing`, required: public SSH host key of the machine."),
});
