/** K3s' and flannel's configuration files. They name tokens by file, so they contain no secret. */
import { stringify } from "yaml";
import { apiNames, joinUrl, type K3sCluster, type K3sNode } from "./model.ts";

const FLANNEL_CONF_PATH = "/etc/rancher/k3s/flannel.json";
const SERVER_TOKEN_PATH = "/etc/rancher/k3s/server-token";
const AGENT_TOKEN_PATH = "/etc/rancher/k3s/agent-token";

type Settings = Record<string, string | boolean | readonly string[] | null>;

/** K3s reads YAML 1.1, in which an unquoted node name `no` is a boolean. */
const FORMAT = { version: "1.1", lineWidth: 0 } as const;

/** Without unset and empty settings. */
function yaml(settings: Settings): string {
  const isSet = (value: Settings[string]): boolean => value !== null && !(Array.isArray(value) && value.length === 0);
  return stringify(Object.fromEntries(Object.entries(settings).filter(([, value]) => isSet(value))), FORMAT);
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

/** Empty without mirrors. */
export function registriesConfig({ registryMirrors }: K3sCluster): string {
  const mirrors = Object.entries(registryMirrors).map(([registry, endpoint]) => [registry, { endpoint }]);
  return mirrors.length === 0 ? "" : stringify({ mirrors: Object.fromEntries(mirrors) as object }, FORMAT);
}

/** Keeps NAT entries alive that would otherwise expire while a peer is idle. */
const WIREGUARD_KEEPALIVE_S = 25;

/**
 * K3s has no setting for the overlay's MTU, so the whole file is written here. It is the same for every node: with an MTU
 * per node, large packets would be lost in one direction.
 */
export function flannelConf(cluster: K3sCluster): string {
  const backend =
    cluster.overlay === "vxlan"
      ? { Type: "vxlan", MTU: cluster.mtu }
      : { Type: "wireguard", PersistentKeepaliveInterval: WIREGUARD_KEEPALIVE_S, MTU: cluster.mtu };
  const conf = { Network: cluster.podCidr, EnableIPv4: true, EnableIPv6: false, IPv6Network: "::/0", Backend: backend };
  return `${JSON.stringify(conf, null, 2)}\n`;
}
