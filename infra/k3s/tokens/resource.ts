/** A cluster's tokens in their short form, generated once and kept as secrets in the stack's state. */
import * as pulumi from "@pulumi/pulumi";
import { clusterTokensProvider } from "./provider.ts";

export class ClusterTokens extends pulumi.dynamic.Resource {
  /** Gives full control of the cluster, so it stays on the server. Secret. */
  declare readonly serverToken: pulumi.Output<string>;
  /** Lets machines join as agents. Secret. */
  declare readonly agentToken: pulumi.Output<string>;

  constructor(name: string, opts: pulumi.CustomResourceOptions = {}) {
    const options = { ...opts, additionalSecretOutputs: ["serverToken", "agentToken"] };
    super(
      clusterTokensProvider,
      name,
      { serverToken: undefined, agentToken: undefined },
      options,
      "stackmark",
      "ClusterTokens",
    );
  }
}
