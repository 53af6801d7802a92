/** K3s writes a kubeconfig for use on the server itself; elsewhere the API has another address. */
import { parseDocument } from "yaml";
import { InfraError } from "../errors.ts";
import { API_PORT } from "./addresses.ts";

/**
 * The same kubeconfig, for clients that reach the API at `host`, which must be among the certificate's names.
 *
 * @throws InfraError `K3S_ANSWER` where it is no kubeconfig with one cluster; its text is not in the error
 */
export function atAddress(kubeconfig: string, host: string): string {
  const document = parseDocument(kubeconfig);
  const server = ["clusters", 0, "cluster", "server"];
  if (document.errors.length > 0 || !document.hasIn(server) || document.hasIn(["clusters", 1]))
    throw new InfraError("K3S_ANSWER", "/etc/rancher/k3s/k3s.yaml on the server is not a kubeconfig with one cluster.");
  document.setIn(server, `https://${host}:${API_PORT}`);
  return document.toString({ lineWidth: 0 });
}
