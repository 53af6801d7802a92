/** The nodes' configuration files. Tokens are named by file, so that these files hold no secret. */
import { stringify } from "yaml";
import { apiNames, joinUrl } from "./addresses.ts";
import { FLANNEL_CONF_PATH } from "./flannel-conf.ts";
import type { K3sCluster, K3sNode } from "./model.ts";

export const CONFIG_PATH = "/etc/rancher/k3s/config.yaml";
export const REGISTRIES_PATH = "/etc/rancher/k3s/registries.yaml";
export const SERVER_TOKEN_PATH = "/etc/rancher/k3s/server-token";
export const AGENT_TOKEN_PATH = "/etc/rancher/k3s/agent-token";

type Settings = Record<string, string | boolean | readonly string[] | null>;

/** K3s reads YAML 1.1, where a node called `no` would be a boolean were it not quoted. */
const format = { version: "1.1", lineWidth: 0 } as const;

/** Without what is not set. */
function yaml(settings: Settings): string {
  const isSet = (value: Settings[string]): boolean => value !== null && !(Array.isArray(value) && value.length === 0);
  return stringify(Object.fromEntries(Object.entries(settings).filter(([, value]) => isSet(value))), format);
}

function nodeSettings(cluster: K3sCluster, node: K3sNode): Settings {
  return {
    "node-name": node.name,
    "node-ip": node.nodeIp,
    "node-external-ip": cluster.isAcrossWan ? node.publicIp : null,
    "flannel-iface": node.iface,
    "flannel-conf": FLANNEL_CONF_PATH,
    "node-label": Object.entries(node.labels).map(([key, value]) => `${key}=${value}`),
    "node-taint": node.taints,
  };
}

export function serverConfig(cluster: K3sCluster, node: K3sNode): string {
  return yaml({
    "token-file": SERVER_TOKEN_PATH,
    "agent-token-file": AGENT_TOKEN_PATH,
    "write-kubeconfig-mode": "0600",
    "tls-san": apiNames(cluster),
    "cluster-cidr": cluster.podCidr,
    "service-cidr": cluster.serviceCidr,
    "flannel-backend": cluster.overlay,
    "flannel-external-ip": cluster.isAcrossWan ? true : null,
    disable: cluster.disable,
    ...nodeSettings(cluster, node),
  });
}

export function agentConfig(cluster: K3sCluster, node: K3sNode): string {
  return yaml({ server: joinUrl(cluster), "token-file": AGENT_TOKEN_PATH, ...nodeSettings(cluster, node) });
}

/** Empty where images come from their own registries. */
export function registriesConfig({ registryMirrors }: K3sCluster): string {
  const mirrors = Object.entries(registryMirrors).map(([registry, endpoint]) => [registry, { endpoint }]);
  return mirrors.length === 0 ? "" : stringify({ mirrors: Object.fromEntries(mirrors) as object }, format);
}
