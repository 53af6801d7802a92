/** Checks the network between the nodes before any load, which would otherwise measure the network's faults. */
import * as pulumi from "@pulumi/pulumi";
import { preflightProvider } from "./provider.ts";
import type { K3sCluster } from "../model.ts";
import type { CheckName } from "./checks.ts";
import type { Finding } from "./evaluate.ts";
import type { ExpectedPort } from "./expectation.ts";
import type { MachineFacts, RoundTrip } from "./lifecycle.ts";
import type { MachineAccess } from "../../ssh/remote-script.ts";

export interface PreflightArgs {
  cluster: pulumi.Input<K3sCluster>;
  /** By node name; a node that joins by hand is left out. */
  access: Record<string, MachineAccess>;
  /** IDs of the machines. */
  machines: pulumi.Input<string>[];
  /** Default: the API's port to agents and to this machine, and no kubelet's port to this machine. */
  ports?: pulumi.Input<ExpectedPort[]>;
  /** Names that each node's own resolver must know. Default none. */
  names?: string[];
  /** Checks whose failure is reported but stops nothing. Default none. */
  tolerated?: CheckName[];
  /** The run that was asked for: every check runs again before another one. Default null: none in particular. */
  run?: string | null;
}

/** The caller's `dependsOn` makes it wait until every node is Ready. A failed check fails the stack. */
export class Preflight extends pulumi.dynamic.Resource {
  declare readonly findings: pulumi.Output<Finding[]>;
  declare readonly facts: pulumi.Output<MachineFacts[]>;
  declare readonly roundTrips: pulumi.Output<RoundTrip[]>;

  constructor(name: string, args: PreflightArgs, opts: pulumi.CustomResourceOptions) {
    const { cluster, access, machines, ports = null, names = [], tolerated = [], run = null } = args;
    const withPort = (machine: MachineAccess) => ({
      port: 22,
      ...machine,
      privateKey: pulumi.secret(machine.privateKey),
    });
    const targets = Object.fromEntries(Object.entries(access).map(([node, machine]) => [node, withPort(machine)]));
    const computed = { findings: undefined, facts: undefined, roundTrips: undefined };
    const inputs = { cluster, targets, machines, ports, names, tolerated, run, ...computed };
    const options = { ...opts, additionalSecretOutputs: ["targets"] };
    super(preflightProvider, name, inputs, options, "stackmark", "Preflight");
  }
}
