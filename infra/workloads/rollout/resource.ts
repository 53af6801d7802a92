import * as pulumi from "@pulumi/pulumi";
import type { RolloutProps } from "./lifecycle.ts";
import type { Placed } from "../../topology/scheduler.ts";
import { rolloutProvider } from "./provider.ts";

type Inputs = { [K in keyof RolloutProps]: pulumi.Input<RolloutProps[K]> };

/** Complete when every replica of the workload is Ready; outputs where each runs. */
export class Rollout extends pulumi.dynamic.Resource {
  declare readonly placement: pulumi.Output<Placed[]>;
  declare readonly podsPerNode: pulumi.Output<Record<string, number>>;
  /** The node that users connect to. */
  declare readonly entryNode: pulumi.Output<string>;
  declare readonly readyMs: pulumi.Output<number>;

  constructor(name: string, inputs: Inputs, opts: pulumi.CustomResourceOptions) {
    const computed = { placement: undefined, podsPerNode: undefined, entryNode: undefined, readyMs: undefined };
    const options = { ...opts, additionalSecretOutputs: ["kubeconfig"] };
    super(rolloutProvider, name, { ...inputs, ...computed }, options, "stackmark", "Rollout");
  }
}
