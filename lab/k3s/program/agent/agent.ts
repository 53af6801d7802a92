/** A node's side of K3s: containerd, kubelet, kube-proxy and the overlay. */
import { makeFolder } from "../../../../base/folder.ts";
import { ApiClient, PATCH } from "../api/client.ts";
import { ADDRESS, type Node } from "../api/objects.ts";
import { runFlannel } from "../flannel/flannel.ts";
import { writeCniConfiguration } from "../flannel/files.ts";
import { fatally, log } from "../log.ts";
import { LOCAL_API_PORT, PATHS } from "../paths.ts";
import type { NodeSettings } from "../settings/settings.ts";
import { keepTunnel } from "../tunnel/agent.ts";
import { eventually } from "../wait.ts";
import { unpackBinaries } from "./binaries.ts";
import { connectSupervisor, joinCluster } from "./connection.ts";
import { startContainerd } from "./containerd.ts";
import { openForward } from "./forward.ts";
import { importImages } from "./images.ts";
import { startKubelet, startKubeProxy } from "./kubelet.ts";
import { prepareSystem } from "./system.ts";

export interface Join {
  server: string;
  token: string;
  /** On the server's own machine, where the API server itself has the port that is a forward elsewhere. */
  isServer: boolean;
}

const PAUSE_IMAGE = "rancher/mirrored-pause:3.10.2";
const POLL_MS = 200;
const LOCAL_API = `https://127.0.0.1:${LOCAL_API_PORT}`;

async function annotate(client: ApiClient, node: NodeSettings): Promise<void> {
  const annotations = {
    [ADDRESS.internal]: node.ip,
    [ADDRESS.hostname]: node.name,
    [ADDRESS.external]: node.externalIp,
  };
  const labels = Object.fromEntries(
    node.labels.map((label) => {
      const [key = "", value = ""] = label.split("=");
      return [key, value];
    }),
  );
  const path = `/api/v1/nodes/${node.name}`;
  await eventually(() => client.get<Node>(path), POLL_MS);
  await client.request("PATCH", path, { body: { metadata: { annotations, labels } }, type: PATCH.merge });
  log.info(`Annotations and labels have been set successfully on node: ${node.name}`);
}

/** Resolves when the node is up; what runs then goes on. */
export async function runAgent(node: NodeSettings, join: Join, version: string): Promise<void> {
  makeFolder(`${PATHS.agentEtc}/cni/net.d`, 0o700);
  makeFolder(`${PATHS.agentEtc}/containerd`, 0o700);
  const url = join.isServer ? join.server : await openForward(join.server);
  const supervisor = await connectSupervisor(url, join.token, join.server);
  prepareSystem();
  const prepared = prepareContainers(node, version).catch(fatally);
  const member = await joinCluster(supervisor, node);
  await prepared;
  const { cluster } = member;
  if (!join.isServer) void keepTunnel({ server: url, ca: member.serverCa, ...member.kubelet });
  await startKubelet(node, member, LOCAL_API);
  if (cluster.hasKubeProxy) await startKubeProxy(node, member, LOCAL_API);
  const kubelet = new ApiClient({ server: LOCAL_API, ca: member.serverCa, ...member.kubelet });
  await annotate(kubelet, node);
  if (cluster.backend !== "none") {
    const controller = new ApiClient({ server: LOCAL_API, ca: member.serverCa, ...member.controller });
    await writeCniConfiguration();
    await runFlannel({ node, cluster, kubelet, controller });
  }
}

async function prepareContainers(node: NodeSettings, version: string): Promise<void> {
  const bin = await unpackBinaries(version);
  await startContainerd(bin, node.pauseImage ?? PAUSE_IMAGE, node.registries);
  await importImages(bin);
}
