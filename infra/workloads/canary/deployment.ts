/** The new version of a service as a resource. */
import * as pulumi from "@pulumi/pulumi";
import { Deployment } from "@pulumi/kubernetes/apps/v1/deployment.js";
import type { Installation } from "../../applications/application.ts";
import type { EntryTarget } from "../../kubernetes/objects.ts";
import type { PlannedCanary } from "../../topology/canary.ts";
import type { PlannedDeployment } from "../rollout/apply.ts";
import { canaryDeployment, stableSpecSchema } from "./objects.ts";
import { StableDeployment } from "./resource.ts";

export interface CanaryInputs {
  /** Secret. */
  kubeconfig: pulumi.Input<string>;
  namespace: string;
  /** Of the Deployment. Default: none. */
  labels?: Record<string, string>;
  installation: Installation;
  /** Changes with what is installed. */
  revision: pulumi.Input<unknown>;
  canary: PlannedCanary;
  target: pulumi.Output<EntryTarget>;
  /** The canary among them. */
  planned: readonly Pick<PlannedDeployment, "name" | "nodeSelector">[];
}

/** The roll-out waits for its pods. */
const SKIP_AWAIT = { "pulumi.com/skipAwait": "true" };

/** @param options `dependsOn` all that is installed */
export function canaryResource(
  name: string,
  inputs: CanaryInputs,
  options: { parent: pulumi.Resource; dependsOn: pulumi.Resource[] },
): Deployment {
  const { namespace, labels, canary, target, planned } = inputs;
  const { nodeSelector = {} } = planned.find(({ name: each }) => each === canary.deployment) ?? {};
  const spec = pulumi
    .all([stableOf(name, inputs, options), target])
    .apply(([stable, { selector }]) =>
      canaryDeployment(stableSpecSchema.parse(stable), canary, { selector, nodeSelector }),
    );
  const metadata = { namespace, name: canary.deployment, labels, annotations: SKIP_AWAIT };
  return new Deployment(`${name}-canary`, { metadata, spec: spec as pulumi.Output<never> }, options);
}

/**
 * The `spec` that the canary begins with: rendered with its own values, or the stable version's, from the application's
 * objects, or from the cluster once a chart is installed.
 */
function stableOf(
  name: string,
  { kubeconfig, namespace, installation, revision, canary: { service } }: CanaryInputs,
  options: pulumi.CustomResourceOptions,
): pulumi.Output<unknown> {
  const own =
    installation.kind === "objects"
      ? installation.objects.find(({ kind, metadata }) => kind === "Deployment" && metadata.name === service)
      : installation.canary;
  if (own) return pulumi.output<unknown>(own.spec);
  const inputs = { kubeconfig, namespace, deployment: service, trigger: revision };
  return new StableDeployment(`${name}-stable`, inputs, options).spec;
}
