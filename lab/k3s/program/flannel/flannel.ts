/** flannel: gives this node its part of the pods' network and keeps ways to those of the others. */
import { PATCH, type ApiClient } from "../api/client.ts";
import { follow } from "../api/follow.ts";
import type { Node } from "../api/objects.ts";
import { LabError } from "../../../errors.ts";
import { log } from "../log.ts";
import type { ClusterSettings, NodeSettings } from "../settings/settings.ts";
import { eventually } from "../wait.ts";
import { addressOf, ensureVxlan, findLink, interfaceOf, VXLAN_OVERHEAD } from "./device.ts";
import { readFlannelConf, writeSubnetFile, type FlannelConf } from "./files.ts";
import { putMasquerade } from "./masquerade.ts";
import { Ways, type Peer } from "./peers.ts";

const NODES = "/api/v1/nodes";
const PREFIX = "flannel.alpha.coreos.com";
const KEY = {
  data: `${PREFIX}/backend-data`,
  type: `${PREFIX}/backend-type`,
  isManaged: `${PREFIX}/kube-subnet-manager`,
  publicIp: `${PREFIX}/public-ip`,
  overwrite: `${PREFIX}/public-ip-overwrite`,
} as const;
const POLL_MS = 200;

export interface Context {
  node: NodeSettings;
  cluster: ClusterSettings;
  /** May annotate its own node. */
  kubelet: ApiClient;
  /** May list nodes. */
  controller: ApiClient;
}

interface Below {
  iface: string;
  local: string;
  mtu: number;
}

async function findBelow({ node }: Context): Promise<Below> {
  const iface = node.iface ?? (await interfaceOf(node.ip));
  if (iface === undefined)
    throw new LabError("LAB_K3S_REFUSED", `failed to find an interface with the address ${node.ip}`);
  const [link, local] = [await findLink(iface), await addressOf(iface)];
  if (!link || local === undefined) throw new LabError("LAB_K3S_REFUSED", `unable to find interface ${iface}`);
  return { iface, local, mtu: link.mtu };
}

async function ownSubnet({ node, controller }: Context): Promise<{ subnet: string; overwrite: string | undefined }> {
  const { spec, metadata } = await eventually(async () => {
    const found = await controller.get<Node>(`${NODES}/${node.name}`);
    if (!found.spec.podCIDR) throw new Error("no podCIDR yet");
    return found;
  }, POLL_MS);
  log.info(`Flannel found PodCIDR assigned for node ${node.name}`);
  return { subnet: spec.podCIDR!, overwrite: metadata.annotations?.[KEY.overwrite] };
}

const dataOf = (conf: FlannelConf, mac: string | undefined): string =>
  conf.type === "vxlan" ? JSON.stringify({ VNI: conf.vni, VtepMAC: mac }) : "null";

function peersOf(nodes: ReadonlyMap<string, Node>, self: string, type: FlannelConf["type"]): Peer[] {
  return [...nodes.values()].flatMap(({ metadata, spec }) => {
    const annotations = metadata.annotations ?? {};
    const outside = annotations[KEY.publicIp];
    if (metadata.name === self || annotations[KEY.isManaged] !== "true" || annotations[KEY.type] !== type) return [];
    if (!spec.podCIDR || outside === undefined) return [];
    const { VtepMAC: mac } = (JSON.parse(annotations[KEY.data] ?? "null") ?? {}) as { VtepMAC?: string };
    return [{ subnet: spec.podCIDR, outside, mac }];
  });
}

async function createDevice(
  conf: FlannelConf,
  below: Below,
  subnet: string,
): Promise<{ name: string; mac: string | undefined }> {
  if (conf.type === "host-gw") return { name: below.iface, mac: undefined };
  const name = `flannel.${conf.vni}`;
  const { iface, local } = below;
  const mtu = (conf.mtu ?? below.mtu) - VXLAN_OVERHEAD;
  const mac = await ensureVxlan({ name, vni: conf.vni, port: conf.port, iface, local, mtu }, subnet.split("/")[0]!);
  return { name, mac };
}

/** Resolves when the first ways are there; it then follows the other nodes for good. */
export async function runFlannel(context: Context): Promise<void> {
  const { node, cluster, kubelet, controller } = context;
  log.info(`Starting flannel with backend ${cluster.backend}`);
  if (cluster.usesExternalIps && node.externalIp) {
    const annotations = { [KEY.overwrite]: node.externalIp };
    await kubelet.request("PATCH", `${NODES}/${node.name}`, { body: { metadata: { annotations } }, type: PATCH.merge });
  }
  const conf = readFlannelConf(node.flannelConf, cluster);
  const below = await findBelow(context);
  const { subnet, overwrite } = await ownSubnet(context);
  await putMasquerade(conf.network, subnet);
  const device = await createDevice(conf, below, subnet);
  const annotations = {
    [KEY.data]: dataOf(conf, device.mac),
    [KEY.type]: conf.type,
    [KEY.isManaged]: "true",
    [KEY.publicIp]: overwrite ?? below.local,
  };
  const body = { metadata: { annotations } };
  await controller.request("PATCH", `${NODES}/${node.name}/status`, { body, type: PATCH.merge });
  const mtu = (conf.mtu ?? below.mtu) - (conf.type === "vxlan" ? VXLAN_OVERHEAD : 0);
  await writeSubnetFile(conf.network, subnet, mtu);

  const ways = new Ways(device.name);
  await new Promise<void>((resolve) => {
    let isFirst = true;
    void follow<Node>(controller, NODES, async (nodes) => {
      const peers = peersOf(nodes, node.name, conf.type);
      if (isFirst && conf.type === "vxlan") await ways.clean(peers);
      await ways.set(peers);
      isFirst = false;
      resolve();
    });
  });
  log.info("Running flannel backend.");
}
