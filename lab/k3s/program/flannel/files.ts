/** The files that flannel reads and writes. */
import { readFileSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import { makeFolder } from "../../../../base/folder.ts";
import { LabError } from "../../../errors.ts";
import { PATHS } from "../paths.ts";
import type { ClusterSettings } from "../settings/settings.ts";

export interface FlannelConf {
  network: string;
  type: "vxlan" | "host-gw";
  vni: number;
  port: number;
  /** Of the packets that carry the overlay; `undefined`: the interface's. */
  mtu: number | undefined;
}

const TYPES = ["vxlan", "host-gw"] as const;
export const DEFAULT_VNI = 1;
/** Linux' own port for VXLAN, not the registered one. */
const DEFAULT_PORT = 8472;

/**
 * @param file flannel's own configuration; without one, the cluster's settings hold
 * @throws LabError `LAB_K3S_REFUSED`
 */
export function readFlannelConf(file: string | undefined, cluster: ClusterSettings): FlannelConf {
  const fromCluster = { Network: cluster.podCidr, Backend: { Type: cluster.backend } };
  type Content = { Network?: string; Backend?: { Type?: string; VNI?: number; Port?: number; MTU?: number } };
  let content: Content = fromCluster;
  if (file !== undefined)
    try {
      content = JSON.parse(readFileSync(file, "utf8")) as Content;
    } catch (error) {
      throw new LabError("LAB_K3S_REFUSED", `error parsing subnet config: ${file} is not there or not JSON`, {
        cause: error,
      });
    }
  const { Network = cluster.podCidr, Backend = {} } = content;
  const type = TYPES.find((known) => known === Backend.Type);
  if (!type) throw new LabError("LAB_K3S_REFUSED", `The lab's K3s has no backend ${Backend.Type} for flannel.`);
  return {
    network: Network,
    type,
    vni: Backend.VNI ?? DEFAULT_VNI,
    port: Backend.Port ?? DEFAULT_PORT,
    mtu: Backend.MTU,
  };
}

/** For containerd: how pods get their network. */
export async function writeCniConfiguration(): Promise<void> {
  const plugins = [
    { type: "flannel", delegate: { hairpinMode: true, forceAddress: true, isDefaultGateway: true } },
    { type: "portmap", capabilities: { portMappings: true } },
    { type: "bandwidth", capabilities: { bandwidth: true } },
  ];
  const conf = { name: "cbr0", cniVersion: "1.0.0", plugins };
  await writeFile(`${PATHS.agentEtc}/cni/net.d/10-flannel.conflist`, JSON.stringify(conf, null, 2));
}

/** For the CNI plugin. @param subnet the node's part of the network */
export async function writeSubnetFile(network: string, subnet: string, mtu: number): Promise<void> {
  const gateway = subnet.replace(/\.0\//, ".1/");
  const lines = [
    `FLANNEL_NETWORK=${network}`,
    `FLANNEL_SUBNET=${gateway}`,
    `FLANNEL_MTU=${mtu}`,
    "FLANNEL_IPMASQ=true",
  ];
  makeFolder(PATHS.flannelRun);
  const file = `${PATHS.flannelRun}/subnet.env`;
  await writeFile(`${file}.new`, `${lines.join("\n")}\n`);
  await rename(`${file}.new`, file);
}
