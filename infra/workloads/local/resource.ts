/** A workload on emulated nodes. It is one resource because its replicas are connected only when all of them run. */
import * as pulumi from "@pulumi/pulumi";
import { workloadProvider } from "./provider.ts";
import type { Placed } from "../../topology/scheduler.ts";
import type { WorkloadInputs } from "./lifecycle.ts";

type Inputs = { [K in keyof WorkloadInputs]: pulumi.Input<WorkloadInputs[K]> };

export class EmulatedWorkload extends pulumi.dynamic.Resource {
  declare readonly endpoint: pulumi.Output<string>;
  declare readonly running: pulumi.Output<Placed[]>;
  declare readonly readyMs: pulumi.Output<number>;

  constructor(name: string, inputs: Inputs, opts: pulumi.CustomResourceOptions) {
    const computed = { endpoint: undefined, running: undefined, readyMs: undefined };
    super(workloadProvider, name, { ...inputs, ...computed }, opts, "stackmark", "EmulatedWorkload");
  }
}
