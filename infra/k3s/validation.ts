/** Validates a cluster before any machine is changed, and reports every problem at once. */
import { isIP } from "node:net";
import { InfraError } from "../errors.ts";
import { peerAddress, type K3sCluster, type K3sNode } from "./model.ts";
import { mayKubeletSet } from "../catalog/labels.ts";

const NODE_NAME = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const VERSION = /^v\d+\.\d+\.\d+(-rc\d+)?\+k3s\d+$/;
const SHA256 = /^[0-9a-f]{64}$/;
const IFACE = /^[^\s/]{1,15}$/;
const LABEL_KEY = /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-\w.]{0,61}[A-Za-z0-9])?$/;
const LABEL_VALUE = /^([A-Za-z0-9]([-\w.]{0,61}[A-Za-z0-9])?)?$/;
const TAINT = /^([^\s=:]+)(=([^\s=:]*))?:(NoSchedule|PreferNoSchedule|NoExecute)$/;
const REGISTRY = /^[A-Za-z0-9*]([-.A-Za-z0-9]*[A-Za-z0-9])?(:\d+)?$/;
/** IPv6 requires 1280; no cloud carries packets above 9000. */
const MTU = { min: 1280, max: 9000 };

function labelProblem(key: string, value: string): string | null {
  if (!LABEL_KEY.test(key) || !LABEL_VALUE.test(value)) return `label ${key}=${value} is not a valid Kubernetes label`;
  if (mayKubeletSet(key)) return null;
  const how = "leave it out here and label the node through the API after it has joined";
  return `label ${key} may not be set by the node itself: its kubelet would not start; ${how}`;
}

function nodeProblems(cluster: K3sCluster, node: K3sNode): string[] {
  const problems: string[] = [];
  const check = (holds: boolean, problem: string): void => void (holds || problems.push(problem));
  check(NODE_NAME.test(node.name), "its name must be lower-case letters, digits and - (at most 63)");
  for (const key of ["nodeIp", "publicIp"] as const)
    check(node[key] === null || isIP(node[key]) === 4, `${key} ${node[key]} is not an IPv4 address`);
  check(node.iface === null || IFACE.test(node.iface), `iface ${node.iface} is not the name of a network interface`);
  const needed = cluster.isAcrossWan
    ? "a publicIp, at which its peers reach it over a WAN"
    : "a nodeIp, at which its peers reach it";
  check(peerAddress(cluster, node) !== null, `it needs ${needed}`);
  for (const [key, value] of Object.entries(node.labels)) {
    const problem = labelProblem(key, value);
    if (problem !== null) problems.push(problem);
  }
  for (const taint of node.taints) check(TAINT.test(taint), `taint ${taint} is not of the form key=value:NoSchedule`);
  return problems.map((problem) => `node ${node.name}: ${problem}`);
}

function isCidr(text: string): boolean {
  const [network = "", bits = ""] = text.split("/");
  return isIP(network) === 4 && /^([89]|1\d|2[0-8])$/.test(bits) && text === `${network}/${bits}`;
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

function sourceProblems({ source }: K3sCluster): string[] {
  const sha = source.installerSha256;
  const problems =
    sha === null || SHA256.test(sha) ? [] : [`source.installerSha256 ${sha} is not 64 hexadecimal digits`];
  if (source.kind === "air-gap") {
    if (!source.installerPath.startsWith("/"))
      problems.push(`source.installerPath ${source.installerPath} is not absolute`);
    return problems;
  }
  for (const key of ["installerUrl", "artifactUrl"] as const)
    if (!isHttpUrl(source[key])) problems.push(`source.${key} ${source[key]} is not an http or https URL`);
  return problems;
}

/** One message per problem, with the node and the key; empty if there is none. */
export function clusterProblems(cluster: K3sCluster): string[] {
  const { nodes, version, mtu } = cluster;
  const problems = [...sourceProblems(cluster)];
  if (!VERSION.test(version)) problems.push(`version ${version} is not a release of K3s such as v1.35.5+k3s1`);
  if (!Number.isInteger(mtu) || mtu < MTU.min || mtu > MTU.max)
    problems.push(`mtu ${mtu} is not between ${MTU.min} and ${MTU.max}`);
  for (const key of ["podCidr", "serviceCidr"] as const)
    if (!isCidr(cluster[key])) problems.push(`${key} ${cluster[key]} is not an IPv4 range such as 10.42.0.0/16`);
  for (const registry of Object.keys(cluster.registryMirrors))
    if (!REGISTRY.test(registry)) problems.push(`registryMirrors: ${registry} is not the host of a registry`);
  const servers = nodes.filter(({ role }) => role === "server");
  if (servers.length !== 1) problems.push(`there must be exactly one server, but there are ${servers.length}`);
  const names = nodes.map(({ name }) => name);
  for (const name of new Set(names.filter((each, index) => names.indexOf(each) !== index)))
    problems.push(`node ${name}: several nodes have this name`);
  return [...problems, ...nodes.flatMap((node) => nodeProblems(cluster, node))];
}

/** @throws InfraError `K3S_INPUT_INVALID` with every problem */
export function checkCluster(cluster: K3sCluster): void {
  const problems = clusterProblems(cluster);
  if (problems.length === 0) return;
  const list = problems.map((problem) => `- ${problem}`).join("\n");
  throw new InfraError("K3S_INPUT_INVALID", `The description of the cluster is invalid:\n${list}`);
}
