/** What K3s' cloud controller and node controller do: addresses, roles, names for the DNS, and forgotten passwords. */
import { PATCH, type ApiClient } from "../api/client.ts";
import { follow } from "../api/follow.ts";
import { ADDRESS, type Node } from "../api/objects.ts";
import { log } from "../log.ts";
import type { Tunnels } from "../tunnel/server.ts";
import { forgetPassword } from "./passwords.ts";

const NODES = "/api/v1/nodes";
const UNINITIALIZED = "node.cloudprovider.kubernetes.io/uninitialized";

function addressesOf({ metadata: { annotations = {} } }: Node): { type: string; address: string }[] {
  const types = { InternalIP: ADDRESS.internal, ExternalIP: ADDRESS.external, Hostname: ADDRESS.hostname };
  return Object.entries(types).flatMap(([type, key]) =>
    annotations[key] ? [{ type, address: annotations[key] }] : [],
  );
}

async function initialize(client: ApiClient, node: Node, roles: Record<string, string>): Promise<void> {
  const { name, annotations = {}, labels = {} } = node.metadata;
  if (annotations[ADDRESS.internal] === undefined) return;
  const addresses = addressesOf(node);
  const missing = addresses.filter(
    ({ type, address }) => !node.status.addresses?.some((known) => known.type === type && known.address === address),
  );
  if (missing.length > 0 || node.status.addresses?.length !== addresses.length) {
    const body = { status: { addresses: [{ $patch: "replace" }, ...addresses] } };
    await client.request("PATCH", `${NODES}/${name}/status`, { body, type: PATCH.strategic });
  }
  const taints = node.spec.taints ?? [];
  const wanted = { "node.kubernetes.io/instance-type": "k3s", ...roles };
  const isLabelled = Object.entries(wanted).every(([key, value]) => labels[key] === value);
  if (isLabelled && node.spec.providerID && !taints.some(({ key }) => key === UNINITIALIZED)) return;
  const spec = { providerID: `k3s://${name}`, taints: taints.filter(({ key }) => key !== UNINITIALIZED) };
  const { resourceVersion } = node.metadata;
  const body = { metadata: { labels: wanted, resourceVersion }, spec };
  await client.request("PATCH", `${NODES}/${name}`, { body, type: PATCH.merge });
  log.info(`Successfully initialized node ${name} with cloud provider`);
}

async function putNames(client: ApiClient, nodes: Iterable<Node>): Promise<void> {
  const lines = [...nodes].map(
    ({ metadata: { name, annotations = {} } }) => `${annotations[ADDRESS.internal]} ${name}`,
  );
  const data = { NodeHosts: `${lines.sort().join("\n")}\n` };
  const path = "/api/v1/namespaces/kube-system/configmaps/coredns";
  if (await client.find(path)) await client.request("PATCH", path, { body: { data }, type: PATCH.merge });
}

/** @param server the name of the server's own node */
export function controlNodes(client: ApiClient, server: string, tunnels: Tunnels): Promise<never> {
  let names = "";
  let known = new Set<string>();
  return follow<Node>(client, NODES, async (nodes) => {
    tunnels.setNodes(nodes.values());
    for (const [name, node] of nodes)
      await initialize(client, node, name === server ? { "node-role.kubernetes.io/control-plane": "true" } : {});
    for (const name of known) if (!nodes.has(name)) await forgetPassword(client, name);
    known = new Set(nodes.keys());
    const current = [...nodes.values()].map((node) => JSON.stringify([node.metadata.name, addressesOf(node)])).join();
    if (current !== names) await putNames(client, nodes.values());
    names = current;
  });
}
