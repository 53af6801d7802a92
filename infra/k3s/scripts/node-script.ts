/** What installs K3s on one machine: the server's script and the agents'. Run again, they change nothing. */
import { joinUrl } from "../addresses.ts";
import { agentConfig, registriesConfig, serverConfig } from "../config-yaml.ts";
import { flannelConf, needsChecksumsInSoftware } from "../flannel-conf.ts";
import type { K3sCluster, K3sNode, K3sSource } from "../model.ts";
import { checkCluster } from "../problems.ts";
import { compose, type Variables } from "./compose.ts";
import { defaultLimits, K3S_BINARY, type Limits } from "./limits.ts";

const parts = ["files", "wait"];
const installParts = (source: K3sSource): string[] => [
  source.kind === "download" ? "download" : "air-gap",
  ...["install", "iface", "offload", "configure", "start"],
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
    software_checksums: needsChecksumsInSoftware(cluster),
    poll_s: limits.pollS,
    install_limit_s: limits.installS,
    start_limit_s: limits.startS,
    flannel_json: flannelConf(cluster).trimEnd(),
    registries_yaml: registriesConfig(cluster).trimEnd(),
  };
}

/** Across a WAN K3s gives pods the server's public address as the API's; empty where an interface has that already. */
const ownAddress = ({ isAcrossWan }: K3sCluster, { isBehindNat, publicIp }: K3sNode): string =>
  isAcrossWan && isBehindNat ? publicIp! : "";

/**
 * Standard input: the server's token, then the agents', in short form, a line each. Standard output: one line of JSON,
 * `{changed, createMs, readyMs}`.
 *
 * @throws InfraError `K3S_INPUT_INVALID`
 */
export function serverScript(cluster: K3sCluster, node: K3sNode, limits: Limits = defaultLimits): string {
  checkCluster(cluster);
  const own = {
    node_name: node.name,
    own_address: ownAddress(cluster, node),
    ready_limit_s: limits.readyS,
    config_yaml: serverConfig(cluster, node).trimEnd(),
  };
  const ask = ["ask", "ask-system"];
  return compose({ ...variables(cluster, node, limits), ...own }, [
    ...parts,
    ...ask,
    "own-address",
    ...installParts(cluster.source),
    "server",
  ]);
}

/**
 * Standard input: the agents' token in its secure form, `K10<CA hash>::...`. Standard output: one line of JSON,
 * `{changed, createMs}`. That the node is Ready only the server can say: see `waitNodeScript`.
 *
 * @throws InfraError `K3S_INPUT_INVALID`
 */
export function agentScript(cluster: K3sCluster, node: K3sNode, limits: Limits = defaultLimits): string {
  checkCluster(cluster);
  const own = {
    join_url: joinUrl(cluster),
    reach_limit_s: limits.reachS,
    config_yaml: agentConfig(cluster, node).trimEnd(),
  };
  return compose({ ...variables(cluster, node, limits), ...own }, [...parts, ...installParts(cluster.source), "agent"]);
}
