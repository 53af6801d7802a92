/** Roll-out and move as resources. */
import * as pulumi from "@pulumi/pulumi";
import { rescheduleProvider, rolloutProvider } from "../../kubernetes-providers.ts";
import type { Placed } from "./placement.ts";
import type { ProbeCounts } from "./probes.ts";
import type { RescheduleProps } from "./reschedule-lifecycle.ts";
import type { RolloutProps } from "./rollout-lifecycle.ts";

type Inputs<T> = { [K in keyof T]: pulumi.Input<T[K]> };

const withSecrets = (opts: pulumi.CustomResourceOptions): pulumi.CustomResourceOptions => ({
  ...opts,
  additionalSecretOutputs: ["kubeconfig"],
});

/** Done when every replica of the workload is Ready; says where each is. */
export class Rollout extends pulumi.dynamic.Resource {
  declare readonly placement: pulumi.Output<Placed[]>;
  declare readonly podsPerNode: pulumi.Output<Record<string, number>>;
  /** The node that users go in by. */
  declare readonly entryNode: pulumi.Output<string>;
  declare readonly readyMs: pulumi.Output<number>;

  constructor(name: string, inputs: Inputs<RolloutProps>, opts: pulumi.CustomResourceOptions) {
    const computed = { placement: undefined, podsPerNode: undefined, entryNode: undefined, readyMs: undefined };
    super(rolloutProvider, name, { ...inputs, ...computed }, withSecrets(opts), "stackmark", "Rollout");
  }
}

/** Done when a Deployment's replicas have moved to the nodes with its labels; says how long it took, and who noticed. */
export class Reschedule extends pulumi.dynamic.Resource {
  declare readonly before: pulumi.Output<Placed[] | null>;
  declare readonly after: pulumi.Output<Placed[]>;
  declare readonly durationMs: pulumi.Output<number>;
  declare readonly probes: pulumi.Output<ProbeCounts>;

  constructor(name: string, inputs: Inputs<RescheduleProps>, opts: pulumi.CustomResourceOptions) {
    const computed = { before: undefined, after: undefined, durationMs: undefined, probes: undefined };
    super(rescheduleProvider, name, { ...inputs, ...computed }, withSecrets(opts), "stackmark", "Reschedule");
  }
}
