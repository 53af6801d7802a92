/** A real machine of a cluster. */
import type { Output, Resource } from "@pulumi/pulumi";
import type { MachineAccess } from "../../ssh/remote-script.ts";
import type { Host } from "../host.ts";

export interface CloudHost extends Host {
  /** Null: nobody can log in from here. */
  access: MachineAccess | null;
  /** What all that is on the machine is `deletedWith`. */
  lifetime: Resource;
  /** Whoever connects waits for these: the firewall is open then. */
  opened: Resource[];
  /** Another value: another machine. A cloud's own ID of it, since its resource ID is made of names and stays the same. */
  instance: Output<string>;
  publicIp: Output<string>;
}
