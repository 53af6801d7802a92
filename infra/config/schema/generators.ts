/** Machines that send the load, in the section `load`. */
import { z } from "zod";
import { address, name } from "./names.ts";
import { nodeSchema } from "./node.ts";

const { sshUser, sshPort, hostKey } = nodeSchema.shape;

export const generatorSchema = z.strictObject({
  name: name.describe("Name of the machine in messages and results, unique in the list."),
  publicIp: address.describe("Its public address. The entry is opened to it."),
  sshUser: sshUser.unwrap().default("ubuntu").describe("SSH user; the generator is installed in its home."),
  sshPort: sshPort.unwrap().default(22).describe("SSH port."),
  hostKey: hostKey.unwrap().describe("Its public SSH host key, from /etc/ssh/ssh_host_ed25519_key.pub on the machine."),
  workers: z.int().min(1).max(256).default(1).describe("Worker processes: at most one for each of its cores."),
  region: z.string().min(1).max(40).optional().describe("Where it is, for readers of the results."),
  zone: z.string().min(1).max(40).optional().describe("The same, closer."),
});
