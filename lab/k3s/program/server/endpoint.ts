/** The endpoint of the service `kubernetes`: the server's own port, under the address that agents and pods reach. */
import type { ApiClient } from "../api/client.ts";
import { SUPERVISOR_PORT } from "../paths.ts";

const NAME = "kubernetes";

export async function putEndpoint(client: ApiClient, address: string): Promise<void> {
  const base = "namespaces/default";
  await client.apply(`/api/v1/${base}/endpoints/${NAME}`, {
    apiVersion: "v1",
    kind: "Endpoints",
    metadata: { name: NAME, labels: { "endpointslice.kubernetes.io/skip-mirror": "true" } },
    subsets: [{ addresses: [{ ip: address }], ports: [{ name: "https", port: SUPERVISOR_PORT, protocol: "TCP" }] }],
  });
  await client.apply(`/apis/discovery.k8s.io/v1/${base}/endpointslices/${NAME}`, {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: { name: NAME, labels: { "kubernetes.io/service-name": NAME } },
    addressType: "IPv4",
    endpoints: [{ addresses: [address], conditions: { ready: true } }],
    ports: [{ name: "https", port: SUPERVISOR_PORT, protocol: "TCP" }],
  });
}
