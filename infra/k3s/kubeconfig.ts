/** The administrator's kubeconfig, for use from here. */
import * as pulumi from "@pulumi/pulumi";
import { atAddress } from "./kubeconfig-address.ts";
import { remoteScript } from "./remote-script.ts";
import { kubeconfigScript } from "./script.ts";
import type { Server } from "./server.ts";

/**
 * Secret.
 *
 * @param host where clients reach the API; one of the cluster's `apiNames`
 */
export function k3sKubeconfig(
  server: Server,
  host: pulumi.Input<string>,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const { access, machine, install } = server;
  const read = remoteScript(
    "k3s-kubeconfig",
    { access, machine, script: kubeconfigScript(), isOutputSecret: true },
    { ...opts, dependsOn: [install] },
  );
  return pulumi.all([pulumi.secret(read.stdout), host]).apply(([text, address]) => atAddress(text, address));
}
