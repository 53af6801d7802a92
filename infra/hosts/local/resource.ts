/** Emulated nodes and links: detached processes on this machine. */
import * as pulumi from "@pulumi/pulumi";
import { daemonProvider } from "./provider.ts";
import { digest } from "../../../base/digest.ts";
import type { PlannedLink } from "../../topology/nodes.ts";
import type { PlannedNode } from "../../topology/plan.ts";
import type { Host, Quota } from "../host.ts";
import type { DaemonInputs } from "./lifecycle.ts";

abstract class Daemon extends pulumi.dynamic.Resource {
  declare readonly quota: pulumi.Output<Quota>;
  declare readonly createMs: pulumi.Output<number>;
  declare readonly readyMs: pulumi.Output<number>;
  declare readonly token: pulumi.Output<string>;

  constructor(type: string, inputs: DaemonInputs, opts: pulumi.CustomResourceOptions) {
    const computed = { pid: undefined, startTicks: undefined, control: undefined, token: undefined };
    const measured = { quota: undefined, createMs: undefined, readyMs: undefined };
    const options = { ...opts, additionalSecretOutputs: ["token"] };
    super(daemonProvider, inputs.name, { ...inputs, ...computed, ...measured }, options, "stackmark", type);
  }
}

export class EmulatedNode extends Daemon {
  constructor(stack: string, node: PlannedNode, opts: pulumi.CustomResourceOptions = {}) {
    const { name, cpus, memoryMiB } = node;
    super("EmulatedNode", { stack, kind: "nodes", name, spec: { cpus, memoryMiB, controlPort: 0 } }, opts);
  }
}

export class EmulatedLink extends Daemon {
  constructor(stack: string, link: PlannedLink, opts: pulumi.CustomResourceOptions = {}) {
    const { name, ...spec } = link;
    // The jitter's seed follows from the name, so that two runs of one plan draw the same delays.
    const seed = Number.parseInt(digest(name).slice(0, 7), 16);
    super("EmulatedLink", { stack, kind: "links", name, spec: { ...spec, seed } }, opts);
  }
}

export interface EmulatedHost extends Host {
  resource: EmulatedNode;
}

export function emulatedHost(stack: string, node: PlannedNode): EmulatedHost {
  const resource = new EmulatedNode(stack, node);
  return {
    node,
    publicIp: null,
    privateIp: null,
    quota: resource.quota,
    timing: pulumi.all([resource.createMs, resource.readyMs]).apply(([createMs, readyMs]) => ({ createMs, readyMs })),
    provenance: "emulated",
    resource,
  };
}
