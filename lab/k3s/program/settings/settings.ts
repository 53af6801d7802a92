/** What `k3s server` and `k3s agent` were told, with K3s' defaults. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { hostname, networkInterfaces } from "node:os";
import { LabError } from "../../../errors.ts";
import { PATHS } from "../paths.ts";
import type { Values } from "./parse.ts";

export interface NodeSettings {
  name: string;
  ip: string;
  externalIp: string | undefined;
  labels: readonly string[];
  taints: readonly string[];
  /** The interface of the overlay; by default the one that has the node's address. */
  iface: string | undefined;
  flannelConf: string | undefined;
  resolvConf: string | undefined;
  pauseImage: string | undefined;
  registries: string;
  kubeletArgs: readonly string[];
  kubeProxyArgs: readonly string[];
}

export const BACKENDS = ["vxlan", "host-gw", "none"] as const;
export type Backend = (typeof BACKENDS)[number];

/** What agents get to know from the server. */
export interface ClusterSettings {
  podCidr: string;
  serviceCidr: string;
  dns: string;
  domain: string;
  backend: Backend;
  usesExternalIps: boolean;
  hasKubeProxy: boolean;
}

export interface ServerSettings {
  cluster: ClusterSettings;
  /** Without a token, one is made up at the first start. */
  token: string | undefined;
  agentToken: string | undefined;
  bindAddress: string;
  advertiseAddress: string;
  names: readonly string[];
  nodePorts: string;
  kubeconfig: string;
  kubeconfigMode: number;
  disabled: readonly string[];
  hasNetworkPolicies: boolean;
  apiServerArgs: readonly string[];
  controllerArgs: readonly string[];
  schedulerArgs: readonly string[];
}

const one = (values: Values, name: string): string | undefined => values.get(name)?.at(-1);
const many = (values: Values, name: string): readonly string[] =>
  (values.get(name) ?? []).flatMap((value) => (name.endsWith("-arg") ? [value] : value.split(",")));
const isOn = (values: Values, name: string): boolean => one(values, name) === "true";

function secret(values: Values, name: string): string | undefined {
  const file = one(values, `${name}-file`);
  if (file === undefined) return one(values, name);
  try {
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    throw new LabError("LAB_K3S_REFUSED", `--${name}-file: ${file} could not be read.`, { cause: error });
  }
}

/** The address of the interface that has the default route. */
function ownIp(): string {
  const routes = JSON.parse(execFileSync("ip", ["-j", "-4", "route", "show", "default"], { encoding: "utf8" })) as {
    dev: string;
  }[];
  const address = networkInterfaces()[routes[0]?.dev ?? ""]?.find(({ family }) => family === "IPv4")?.address;
  if (address === undefined)
    throw new LabError("LAB_K3S_REFUSED", "no default routes found in /proc/net/route, and --node-ip is not set");
  return address;
}

export function nodeSettings(values: Values): NodeSettings {
  return {
    name: (one(values, "node-name") ?? hostname()).toLowerCase(),
    ip: many(values, "node-ip")[0] ?? ownIp(),
    externalIp: many(values, "node-external-ip")[0],
    labels: many(values, "node-label"),
    taints: many(values, "node-taint"),
    iface: one(values, "flannel-iface"),
    flannelConf: one(values, "flannel-conf"),
    resolvConf: one(values, "resolv-conf"),
    pauseImage: one(values, "pause-image"),
    registries: one(values, "private-registry") ?? PATHS.registries,
    kubeletArgs: many(values, "kubelet-arg"),
    kubeProxyArgs: many(values, "kube-proxy-arg"),
  };
}

function backend(values: Values): Backend {
  const name = one(values, "flannel-backend") ?? "vxlan";
  const found = BACKENDS.find((known) => known === name);
  if (found) return found;
  const isKnown = ["wireguard-native", "tailscale"].includes(name);
  throw new LabError(
    "LAB_K3S_REFUSED",
    isKnown
      ? `The lab's K3s has no backend ${name} for flannel.`
      : `Cannot configure unknown flannel backend '${name}'`,
  );
}

/** @param number counted from the first address of the range */
function addressIn(cidr: string, number: number): string {
  const [address = ""] = cidr.split("/");
  return address.replace(/\d+$/, (last) => String(Number(last) + number));
}

/** In the services' range, as K3s has them. */
const API_NUMBER = 1;
const DNS_NUMBER = 10;

export function serverSettings(values: Values, node: NodeSettings): ServerSettings {
  if (values.has("server"))
    throw new LabError("LAB_K3S_REFUSED", "The lab's K3s has one server: --server is for agents.");
  const serviceCidr = many(values, "service-cidr")[0] ?? "10.43.0.0/16";
  const advertiseAddress = one(values, "advertise-address") ?? node.externalIp ?? node.ip;
  return {
    cluster: {
      podCidr: many(values, "cluster-cidr")[0] ?? "10.42.0.0/16",
      serviceCidr,
      dns: many(values, "cluster-dns")[0] ?? addressIn(serviceCidr, DNS_NUMBER),
      domain: one(values, "cluster-domain") ?? "cluster.local",
      backend: backend(values),
      usesExternalIps: isOn(values, "flannel-external-ip"),
      hasKubeProxy: !isOn(values, "disable-kube-proxy"),
    },
    token: secret(values, "token"),
    agentToken: secret(values, "agent-token"),
    bindAddress: one(values, "bind-address") ?? "0.0.0.0",
    advertiseAddress,
    names: [...many(values, "tls-san"), advertiseAddress, addressIn(serviceCidr, API_NUMBER)],
    nodePorts: one(values, "service-node-port-range") ?? "30000-32767",
    kubeconfig: one(values, "write-kubeconfig") ?? PATHS.kubeconfig,
    kubeconfigMode: parseInt(one(values, "write-kubeconfig-mode") ?? "600", 8),
    disabled: many(values, "disable"),
    hasNetworkPolicies: !isOn(values, "disable-network-policy"),
    apiServerArgs: many(values, "kube-apiserver-arg"),
    controllerArgs: many(values, "kube-controller-manager-arg"),
    schedulerArgs: many(values, "kube-scheduler-arg"),
  };
}

/** @returns the server's URL and the token */
export function joinSettings(values: Values): { server: string; token: string } {
  const [server, token] = [one(values, "server"), secret(values, "token")];
  if (!token) throw new LabError("LAB_K3S_REFUSED", "--token is required");
  if (!server) throw new LabError("LAB_K3S_REFUSED", "--server is required");
  if (!server.startsWith("https://"))
    throw new LabError("LAB_K3S_REFUSED", `only https:// URLs are supported, invalid scheme: ${server}`);
  return { server, token };
}
