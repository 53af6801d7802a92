import * as pulumi from "@pulumi/pulumi";
import type { StableDeploymentProps } from "./lifecycle.ts";
import type { StableSpec } from "./objects.ts";
import { stableDeploymentProvider } from "./provider.ts";

type Inputs = { [K in keyof StableDeploymentProps]: pulumi.Input<StableDeploymentProps[K]> };

/** Outputs the Deployment of an installed application, which a canary is a copy of. */
export class StableDeployment extends pulumi.dynamic.Resource {
  declare readonly spec: pulumi.Output<StableSpec>;

  constructor(name: string, inputs: Inputs, opts: pulumi.CustomResourceOptions) {
    const options = { ...opts, additionalSecretOutputs: ["kubeconfig", "spec"] };
    super(stableDeploymentProvider, name, { ...inputs, spec: undefined }, options, "stackmark", "StableDeployment");
  }
}
