/** The generator machines of a plan as inputs of its cells. */
import * as pulumi from "@pulumi/pulumi";
import type { Secrets } from "../config/read.ts";
import { accessOf } from "../hosts/existing.ts";
import type { GeneratorHost } from "../hosts/host.ts";
import { Login } from "../hosts/login/resource.ts";
import type { MachineAccess } from "../ssh/remote-script.ts";
import type { PlannedGenerator } from "../topology/generators.ts";
import type { ExistingMachine } from "../topology/nodes.ts";
import { GeneratorClaim } from "./claim/resource.ts";
import type { GeneratorMachine } from "./machine.ts";

export interface GeneratorInputs {
  /** Secret, because of the keys; `null`: this machine sends the load. */
  machines: pulumi.Output<GeneratorMachine[]> | null;
  /** IDs of the VMs among them: a re-created VM has another. */
  instances: pulumi.Output<string>[];
  /** Created once a login to each machine has succeeded. */
  ready: pulumi.Resource[];
}

/** @param hosts VMs that the stack creates; the other generators are existing machines */
export function generatorInputs(
  stack: string,
  generators: readonly PlannedGenerator[],
  hosts: readonly GeneratorHost[],
  { edgeSshKey }: Pick<Secrets, "edgeSshKey">,
): GeneratorInputs {
  if (generators.length === 0) return { machines: null, instances: [], ready: [] };
  const ready: pulumi.Resource[] = [];
  const machines = generators.map((generator): pulumi.Input<GeneratorMachine> => {
    const { name, region, zone, workers, machine } = generator;
    const host = hosts.find((each) => each.name === name);
    const access: MachineAccess = host?.access ?? accessOf(machine as ExistingMachine, edgeSshKey!);
    const isExisting = host === undefined;
    const opts = host ? { deletedWith: host.lifetime, dependsOn: [host.lifetime, ...host.opened] } : {};
    ready.push(new Login({ node: name, access, machine: host?.instance ?? access.host, isExisting }, opts));
    // What is on a VM goes with it.
    const claim = host ? stack : new GeneratorClaim({ stack, node: name, access }).id;
    return { name, region, zone, workers, claim, access: { port: 22, ...access } } as pulumi.Input<GeneratorMachine>;
  });
  return { machines: pulumi.secret(pulumi.all(machines)), instances: hosts.map(({ instance }) => instance), ready };
}
