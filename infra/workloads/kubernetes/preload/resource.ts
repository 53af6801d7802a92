import * as pulumi from "@pulumi/pulumi";
import type { PreloadProps } from "./lifecycle.ts";
import { preloadProvider } from "./provider.ts";

type Inputs = { [K in keyof PreloadProps]: pulumi.Input<PreloadProps[K]> };

/** Complete when every node has pulled the images of the services that it may run. */
export class ImagePreload extends pulumi.dynamic.Resource {
  declare readonly pulledMs: pulumi.Output<number>;
  declare readonly problems: pulumi.Output<string[]>;

  constructor(name: string, inputs: Inputs, opts: pulumi.CustomResourceOptions) {
    const computed = { images: undefined, pulledMs: undefined, problems: undefined };
    const options = { ...opts, additionalSecretOutputs: ["kubeconfig"] };
    super(preloadProvider, name, { ...inputs, ...computed }, options, "stackmark", "ImagePreload");
  }
}
