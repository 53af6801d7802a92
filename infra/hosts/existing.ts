/** Existing machines: Stackmark logs in, or the owner runs a script. `destroy` uninstalls what Stackmark installed. */
import * as pulumi from "@pulumi/pulumi";
import type { Secrets } from "../config/read.ts";
import { Uninstall } from "../k3s/uninstall/resource.ts";
import type { MachineAccess } from "../ssh/remote-script.ts";
import type { Peer } from "../catalog/firewall.ts";
import type { KubernetesPlan } from "../topology/kubernetes.ts";
import type { ExistingMachine } from "../topology/nodes.ts";
import type { ClusterPlan, MachineNode } from "../topology/plan.ts";
import type { MachineHost } from "./host.ts";
import { machineProvenance } from "./provenance.ts";

const UNKNOWN_QUOTA = {
  cpu: false,
  memory: false,
  note: "existing machine: its size is what the stack file says",
};

export function existingHost({ stack }: ClusterPlan, node: MachineNode, { edgeSshKey }: Secrets): MachineHost {
  const machine = node.machine as ExistingMachine;
  const access = machine.join === "manual" ? null : accessOf(machine, edgeSshKey!);
  const uninstall = new Uninstall({ stack, node: node.name, access });
  return {
    node,
    publicIp: pulumi.output(machine.publicIp!),
    privateIp: machine.privateIp === null ? null : pulumi.output(machine.privateIp),
    access,
    lifetime: uninstall,
    opened: [],
    // A machine with another address is another machine.
    instance: pulumi.interpolate`${uninstall.id} ${machine.publicIp!}`,
    quota: pulumi.output(UNKNOWN_QUOTA),
    timing: null,
    provenance: machineProvenance(),
  };
}

/** How to log in to an existing machine whose required settings are there. */
export const accessOf = (
  { publicIp, sshPort, sshUser, hostKey }: ExistingMachine,
  privateKey: pulumi.Output<string>,
): MachineAccess => ({
  host: publicIp!,
  port: sshPort,
  user: sshUser,
  privateKey,
  hostKey: hostKey!,
});

/**
 * Ports that the owner of an existing machine must open, because Stackmark does not manage its firewall. The pre-flight
 * checks them. Pure.
 *
 * @param addressOf address of a node, as other nodes see it
 */
export function firewallList(
  { rules }: Pick<KubernetesPlan, "rules">,
  node: string,
  addressOf: (node: string) => string,
): string[] {
  const from = (peer: Peer): string => ("cidr" in peer ? peer.cidr : `${addressOf(peer.node)}/32`);
  return rules
    .filter(({ targets }) => targets.includes(node))
    .map(({ sources, protocol, port, why }) => {
      const what = port === null ? protocol : `${port}/${protocol}`;
      const others = sources.filter((peer) => !("node" in peer && peer.node === node));
      return `${what} from ${others.map(from).join(", ")}: ${why}`;
    });
}
