/** A machine of somebody else's: we get in, or its owner runs a script; what we put there, `destroy` takes off. */
import * as pulumi from "@pulumi/pulumi";
import type { Secrets } from "../config/secrets.ts";
import { Uninstall } from "../k3s/uninstall/resource.ts";
import type { MachineAccess } from "../ssh/remote-script.ts";
import type { ExistingMachine } from "../topology/machines.ts";
import type { ClusterPlan, MachineNode } from "../topology/plan.ts";
import type { CloudHost } from "./cloud/host.ts";

const unknownQuota = {
  cpu: false,
  memory: false,
  note: "a machine of somebody else's: its size is what the stack file says",
};

export function existingHost({ stack }: ClusterPlan, node: MachineNode, { edgeSshKey }: Secrets): CloudHost {
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
    // With another address it is another machine.
    instance: pulumi.interpolate`${uninstall.id} ${machine.publicIp!}`,
    quota: pulumi.output(unknownQuota),
    timing: null,
    provenance: "measured",
    resource: uninstall,
  };
}

const accessOf = (
  { publicIp, sshPort, sshUser, hostKey }: ExistingMachine,
  privateKey: pulumi.Output<string>,
): MachineAccess => ({
  host: publicIp!,
  port: sshPort,
  user: sshUser,
  privateKey,
  hostKey: hostKey!,
});
