import * as pulumi from "@pulumi/pulumi";
import type { Placed } from "../../../topology/scheduler.ts";
import type { ProbeCounts } from "../wait.ts";
import type { RescheduleProps } from "./lifecycle.ts";
import { rescheduleProvider } from "./provider.ts";

type Inputs = { [K in keyof RescheduleProps]: pulumi.Input<RescheduleProps[K]> };

/** Complete when a Deployment's replicas have moved to the target nodes; outputs how long it took and which probes failed. */
export class Reschedule extends pulumi.dynamic.Resource {
  declare readonly before: pulumi.Output<Placed[] | null>;
  declare readonly after: pulumi.Output<Placed[]>;
  declare readonly durationMs: pulumi.Output<number>;
  declare readonly probes: pulumi.Output<ProbeCounts>;

  constructor(name: string, inputs: Inputs, opts: pulumi.CustomResourceOptions) {
    const computed = { before: undefined, after: undefined, durationMs: undefined, probes: undefined };
    const options = { ...opts, additionalSecretOutputs: ["kubeconfig"] };
    super(rescheduleProvider, name, { ...inputs, ...computed }, options, "stackmark", "Reschedule");
  }
}
