/** The administrator's kubeconfig. K3s writes one for use on the server itself; elsewhere the API has another address. */
import * as pulumi from "@pulumi/pulumi";
import { remoteScript } from "../ssh/remote-script.ts";
import { kubeconfigScript } from "./scripts/index.ts";
import type { Server } from "./server.ts";
import { parseDocument } from "yaml";
import { InfraError } from "../errors.ts";
import { API_PORT } from "./model.ts";

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

/**
 * The kubeconfig for clients that reach the API at `host`, which must be one of the certificate's names.
 *
 * @throws InfraError `K3S_ANSWER` for anything but a kubeconfig with one cluster; the error does not quote it
 */
export function atAddress(kubeconfig: string, host: string): string {
  const document = parseDocument(kubeconfig);
  const server = ["clusters", 0, "cluster", "server"];
  if (document.errors.length > 0 || !document.hasIn(server) || document.hasIn(["clusters", 1]))
    throw new InfraError("K3S_ANSWER", "/etc/rancher/k3s/k3s.yaml on the server is not a kubeconfig with one cluster.");
  document.setIn(server, `https://${host}:${API_PORT}`);
  return document.toString({ lineWidth: 0 });
}
