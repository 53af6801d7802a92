/**
 * Grafana's admin password: generated once, kept as a secret in the stack's state.
 *
 * A dynamic resource rather than `@pulumi/random`: 18 random bytes do not justify another provider plugin.
 */
import * as pulumi from "@pulumi/pulumi";
import { passwordProvider } from "./provider.ts";

export class GrafanaPassword extends pulumi.dynamic.Resource {
  /** Secret. */
  declare readonly password: pulumi.Output<string>;

  constructor(name: string, opts: pulumi.CustomResourceOptions = {}) {
    const options = { ...opts, additionalSecretOutputs: ["password"] };
    super(passwordProvider, name, { password: undefined }, options, "stackmark", "GrafanaPassword");
  }
}
