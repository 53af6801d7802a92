/** What the pre-flight of a cluster must observe. Pure. */
import { API_PORT, peerAddress, serverOf, type K3sCluster } from "../model.ts";
import { needsChecksumsInSoftware, podMtu } from "../model.ts";

/** The machine that the program runs on, and by default the load generator. */
export const HERE = "here";

export interface ExpectedPort {
  /** A node's name, or `here`. */
  from: string;
  to: string;
  /** Address of `to` that `from` uses. */
  address: string;
  port: number;
  answers: boolean;
  why: string;
  /** Nothing listens there before the roll-out, so the pre-flight does on `to`. Default: no. */
  isStandIn?: boolean;
}

export interface Expectation {
  /** Nodes that run the scripts; the others are only probed from these. */
  probing: string[];
  /** From each probing node to every other node. */
  pairs: { from: string; to: string }[];
  mtu: number;
  podMtu: number;
  checksumsInSoftware: boolean;
  maxLossPct: number;
  ports: ExpectedPort[];
  /** Names that each node's own resolver must know. */
  names: string[];
}

const KUBELET_PORT = 10250;
const MAX_LOSS_PCT = 10;

/** Agents and this machine reach the API; no kubelet's port answers from outside. */
export function usualPorts(cluster: K3sCluster): ExpectedPort[] {
  const server = serverOf(cluster);
  const agents = cluster.nodes.filter(({ role }) => role === "agent");
  const api = { to: server.name, port: API_PORT, answers: true };
  const joins = agents.map(({ name }) => ({
    ...api,
    from: name,
    address: peerAddress(cluster, server)!,
    why: "agents join there",
  }));
  const outside = cluster.nodes.filter(({ publicIp }) => publicIp !== null);
  const kubelets = outside.map(({ name, publicIp }) => {
    const why = "a kubelet takes commands, so only peers may reach it";
    return { from: HERE, to: name, address: publicIp!, port: KUBELET_PORT, answers: false, why };
  });
  const fromHere = {
    ...api,
    from: HERE,
    address: server.publicIp ?? server.nodeIp!,
    why: "the program speaks to the API",
  };
  return [...joins, fromHere, ...kubelets];
}

/** @param probing names of the nodes that a script can be run on */
export function expectationOf(
  cluster: K3sCluster,
  probing: readonly string[],
  options: { ports?: ExpectedPort[]; names?: readonly string[] } = {},
): Expectation {
  const all = cluster.nodes.map(({ name }) => name);
  const isSeen = ({ from, to, isStandIn }: ExpectedPort): boolean =>
    (from === HERE || probing.includes(from)) && (isStandIn !== true || probing.includes(to));
  return {
    probing: [...probing],
    pairs: probing.flatMap((from) => all.filter((to) => to !== from).map((to) => ({ from, to }))),
    mtu: cluster.mtu,
    podMtu: podMtu(cluster),
    checksumsInSoftware: needsChecksumsInSoftware(cluster),
    maxLossPct: MAX_LOSS_PCT,
    ports: (options.ports ?? usualPorts(cluster)).filter(isSeen),
    names: [...(options.names ?? [])],
  };
}

/** K3s gives the cluster DNS the tenth address of the service range. */
const DNS_HOST = 10;

/** @param serviceCidr IPv4, for instance 10.43.0.0/16 */
export function clusterDnsAddress(serviceCidr: string): string {
  const [network = ""] = serviceCidr.split("/");
  const value = network.split(".").reduce((sum, part) => sum * 256 + Number(part), 0) + DNS_HOST;
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");
}
