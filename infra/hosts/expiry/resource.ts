/** When a stack's VMs shut down automatically. */
import * as pulumi from "@pulumi/pulumi";
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

  /** What everything carries that can: whose it is, and until when. Both clouds take these as tags or labels. */
  tags(own: Record<string, string>): Record<string, pulumi.Input<string>> {
    return { ...own, "stackmark-run": this.deployment, "stackmark-expires": this.label };
  }
}
