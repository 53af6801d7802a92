import * as pulumi from "@pulumi/pulumi";
import type { EntryTarget as Target } from "../../kubernetes/objects.ts";
import type { EntryTargetProps } from "./lifecycle.ts";
import { entryTargetProvider } from "./provider.ts";

type Inputs = { [K in keyof EntryTargetProps]: pulumi.Input<EntryTargetProps[K]> };

/** Outputs what is behind the Service that users connect to, once the application is installed. */
export class EntryTarget extends pulumi.dynamic.Resource {
  declare readonly target: pulumi.Output<Target>;

  constructor(name: string, inputs: Inputs, opts: pulumi.CustomResourceOptions) {
    const options = { ...opts, additionalSecretOutputs: ["kubeconfig"] };
    super(entryTargetProvider, name, { ...inputs, target: undefined }, options, "stackmark", "EntryTarget");
  }
}
