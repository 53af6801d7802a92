/** The time at which the VMs of a stack shut down automatically. */
import * as pulumi from "@pulumi/pulumi";
import { EXPIRES_TAG, RUN_TAG } from "../../catalog/tags.ts";
import { expiryProvider } from "./provider.ts";

export class Expiry extends pulumi.dynamic.Resource {
  declare readonly expiresAt: pulumi.Output<string>;
  declare readonly label: pulumi.Output<string>;
  declare readonly clock: pulumi.Output<string>;
  declare readonly deployment: pulumi.Output<string>;

  constructor(afterH: number) {
    const computed = { expiresAt: undefined, label: undefined, clock: undefined, deployment: undefined };
    super(expiryProvider, "expiry", { afterH, ...computed }, {}, "stackmark", "Expiry");
  }

  /**
   * Tags of all resources that support tags: those of the stack, its deployment and its expiry. Valid in both clouds.
   */
  tags(own: Record<string, string>): Record<string, pulumi.Input<string>> {
    return { ...own, [RUN_TAG]: this.deployment, [EXPIRES_TAG]: this.label };
  }
}
