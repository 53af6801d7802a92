/**
 * A cluster's description as shell scripts. Pure but for reading ./shell: nothing runs and no network is used. All scripts are
 * idempotent: they change only what differs.
 */
import {
  joinUrl,
  needsChecksumsInSoftware,
  OVERLAYS,
  podMtu,
  type K3sCluster,
  type K3sNode,
  type K3sSource,
} from "../model.ts";
import { agentConfig, registriesConfig, serverConfig, flannelConf } from "../config-files.ts";
import { checkCluster } from "../validation.ts";
import { compose, type Variables, DEFAULT_LIMITS, K3S_BINARY, type Limits } from "./compose.ts";
import { quote } from "../../ssh/shell.ts";

export { DEFAULT_LIMITS, type Limits };

const PARTS = ["files", "wait"];
const installParts = (source: K3sSource): string[] => [
  ...(source.kind === "download" ? ["download"] : ["own-files", "air-gap"]),
  ...["install", "iface", "offload", "tcp", "configure", "overlay", "start"],
];

function sourceVariables(source: K3sSource): Variables {
  const sha = { installer_sha256: source.installerSha256 ?? "" };
  if (source.kind === "air-gap") return { installer_path: source.installerPath, ...sha };
  return { installer_url: source.installerUrl, artifact_url: source.artifactUrl, ...sha };
}

function variables(cluster: K3sCluster, node: K3sNode, limits: Limits): Variables {
  return {
    k3s: K3S_BINARY,
    version: cluster.version,
    ...sourceVariables(cluster.source),
    node_ip: node.nodeIp ?? "",
    find_iface: node.iface === null,
    overlay_device: OVERLAYS[cluster.overlay].device,
    pod_mtu: podMtu(cluster),
    software_checksums: needsChecksumsInSoftware(cluster),
    poll_s: limits.pollS,
    install_limit_s: limits.installS,
    start_limit_s: limits.startS,
    flannel_json: flannelConf(cluster).trimEnd(),
    registries_yaml: registriesConfig(cluster).trimEnd(),
  };
}

/** Across a WAN K3s gives pods the server's public address for the API; empty if an interface has that address. */
const ownAddress = ({ isAcrossWan }: K3sCluster, { isBehindNat, publicIp }: K3sNode): string =>
  isAcrossWan && isBehindNat ? publicIp! : "";

/**
 * Standard input: the server's token, then the agents', in short form, a line each. Standard output: one line of JSON,
 * `{changed, createMs, readyMs}`.
 *
 * @throws InfraError `K3S_INPUT_INVALID`
 */
export function serverScript(cluster: K3sCluster, node: K3sNode, limits: Limits = DEFAULT_LIMITS): string {
  checkCluster(cluster);
  const own = {
    node_name: node.name,
    own_address: ownAddress(cluster, node),
    ready_limit_s: limits.readyS,
    config_yaml: serverConfig(cluster, node).trimEnd(),
  };
  return compose({ ...variables(cluster, node, limits), ...own }, [
    ...PARTS,
    "kubectl",
    "system-pods",
    "own-address",
    ...installParts(cluster.source),
    "server",
  ]);
}

/**
 * Standard input: the agents' token in its secure form, `K10<CA hash>::...`. Standard output: one line of JSON,
 * `{changed, createMs}`. Only the server knows when the node is Ready: see `waitNodeScript`.
 *
 * @throws InfraError `K3S_INPUT_INVALID`
 */
export function agentScript(cluster: K3sCluster, node: K3sNode, limits: Limits = DEFAULT_LIMITS): string {
  checkCluster(cluster);
  const own = {
    join_url: joinUrl(cluster),
    reach_limit_s: limits.reachS,
    config_yaml: agentConfig(cluster, node).trimEnd(),
  };
  return compose({ ...variables(cluster, node, limits), ...own }, [...PARTS, ...installParts(cluster.source), "agent"]);
}

/** The script contains the agents' token. */
export const JOIN_SCRIPT_MODE = 0o600;

/**
 * For a machine that Stackmark cannot log in to: somebody runs it there by hand.
 *
 * @param agentToken in its secure form
 * @throws InfraError `K3S_INPUT_INVALID`
 */
export function joinScript(cluster: K3sCluster, node: K3sNode, agentToken: string, limits?: Limits): string {
  const script = agentScript(cluster, node, limits);
  const head = compose({ node_name: node.name }, ["join"]);
  return `${head}exec sh -c ${quote(script)} <<'TOKEN'\n${agentToken.trim()}\nTOKEN\n`;
}

/** Removes K3s from any machine; does nothing where there is none. Standard output: `{deleteMs}`. */
export const uninstallScript = (limits: Limits = DEFAULT_LIMITS): string =>
  compose({ uninstall_limit_s: limits.uninstallS }, ["own-files", "tcp", "uninstall"]);

/** On any machine, changes nothing. Standard output: a path a line of what uninstalling removes, and is there. */
export const remainsScript = (): string => compose({}, ["own-files", "tcp", "remains"]);

const waiting = (limits: Limits) => ({ poll_s: limits.pollS, ready_limit_s: limits.readyS });

/** On an agent's machine. Standard output: its machine ID; empty if it has none. */
export const identityScript = (): string => compose({}, ["identity"]);

/**
 * On the server, before an agent joins: deletes the Node of that name, and the secret with its password, if another
 * machine left them. Standard output: `{forgotten}`.
 */
export function forgetScript(nodeName: string, machineId: string): string {
  return compose({ k3s: K3S_BINARY, node_name: nodeName, machine_id: machineId }, ["kubectl", "forget"]);
}

/** On the server. Standard output: `{readyMs}`. */
export function waitNodeScript(nodeName: string, limits: Limits = DEFAULT_LIMITS): string {
  const variables = { k3s: K3S_BINARY, node_name: nodeName, ...waiting(limits) };
  return compose(variables, ["wait", "kubectl", "wait-node"]);
}

/** On the server. Standard output: the agents' token with the CA's hash. Secret. */
export const agentTokenScript = (limits: Limits = DEFAULT_LIMITS): string =>
  compose(waiting(limits), ["wait", "agent-token"]);

/** On the server. Standard output: the administrator's kubeconfig, for use on the server. Secret. */
export const kubeconfigScript = (limits: Limits = DEFAULT_LIMITS): string =>
  compose(waiting(limits), ["wait", "kubeconfig"]);
