/** What the pre-flight of a cluster has to see. Pure. */
import { API_PORT, peerAddress, serverOf } from "../addresses.ts";
import { needsChecksumsInSoftware, podMtu } from "../flannel-conf.ts";
import type { K3sCluster } from "../model.ts";

/** The machine that the program runs on, where the load comes from by default. */
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
}

export interface Expectation {
  /** Nodes that a script can be run on; the others are asked only by these. */
  probing: string[];
  /** Ordered, from each probing node. */
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

/** Agents and this machine reach the API; a kubelet's port answers nobody outside. */
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
  const ports = (options.ports ?? usualPorts(cluster)).filter(({ from }) => from === HERE || probing.includes(from));
  return {
    probing: [...probing],
    pairs: probing.flatMap((from) => all.filter((to) => to !== from).map((to) => ({ from, to }))),
    mtu: cluster.mtu,
    podMtu: podMtu(cluster),
    checksumsInSoftware: needsChecksumsInSoftware(cluster),
    maxLossPct: MAX_LOSS_PCT,
    ports,
    names: [...(options.names ?? [])],
  };
}
