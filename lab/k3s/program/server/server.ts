/** `k3s server`. */
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { makeFolder } from "../../../../base/folder.ts";
import { ApiClient } from "../api/client.ts";
import { runAgent } from "../agent/agent.ts";
import { writeKubeconfig } from "../kubeconfig.ts";
import { fatal, fatally, log } from "../log.ts";
import { part, SUPERVISOR_PORT } from "../paths.ts";
import { notifyReady } from "../ready.ts";
import type { NodeSettings, ServerSettings } from "../settings/settings.ts";
import { formatToken } from "../token.ts";
import { Tunnels } from "../tunnel/server.ts";
import { eventually } from "../wait.ts";
import { AUTHORITIES, caOf, pairOf, prepareCertificates, TLS } from "./certificates.ts";
import { addressTypes, EGRESS, LOCAL_API, startApiServer, startControllers, startDatastore } from "./control-plane.ts";
import { putEndpoint } from "./endpoint.ts";
import { openFront } from "./front.ts";
import { deployManifests, preparePackaged } from "./manifests.ts";
import { controlNodes } from "./node-controller.ts";
import { prepareTokens } from "./passwords.ts";
import { supervisor, type Context } from "./supervisor.ts";

const POLL_MS = 200;

/** With the server's node, which joins by the server's own port. */
export async function runServer(settings: ServerSettings, node: NodeSettings, version: string): Promise<void> {
  log.info(`Starting k3s ${version}`);
  if (settings.hasNetworkPolicies) log.warn("The lab's K3s does not enforce network policies");
  for (const name of ["kubernetes", "kine"])
    if (!existsSync(part(name))) fatal(`${part(name)} is missing: the lab's set-up makes it`);
  const nodeNames = [node.name, node.ip, ...(node.externalIp ? [node.externalIp] : [])];
  await prepareCertificates([...settings.names, ...nodeNames], settings.cluster.domain);
  const ca = caOf(AUTHORITIES.server);
  const tokens = await prepareTokens(settings, ca);

  const context: Context = { cluster: settings.cluster, tokens, client: undefined };
  const tunnels = new Tunnels();
  await openFront(settings.bindAddress, supervisor(context), (...request) => tunnels.accept(...request));
  await tunnels.listen(EGRESS.socket);
  startDatastore();
  startApiServer(settings);
  const access = { server: `https://127.0.0.1:${SUPERVISOR_PORT}`, ca, ...pairOf(TLS.admin) };
  makeFolder(dirname(settings.kubeconfig));
  await writeKubeconfig(settings.kubeconfig, access, settings.kubeconfigMode);
  log.info(`Wrote kubeconfig ${settings.kubeconfig}`);

  const token = formatToken(ca, "node", tokens.node);
  const agent = runAgent(node, { server: access.server, token, isServer: true }, version).catch(fatally);
  const client = new ApiClient({ server: LOCAL_API, ca, ...pairOf(TLS.supervisor) });
  await eventually(() => client.get("/readyz"), POLL_MS);
  await startControllers(settings);
  context.client = client;
  log.info("Kube API server is now running");
  await putEndpoint(client, settings.advertiseAddress);
  await preparePackaged(client, settings.disabled, {
    CLUSTER_DNS: settings.cluster.dns,
    CLUSTER_DOMAIN: settings.cluster.domain,
    PREFERRED_ADDRESS_TYPES: addressTypes(settings),
  });
  await deployManifests(client);
  void controlNodes(client, node.name, tunnels);
  log.info("k3s is up and running");
  await notifyReady();
  await agent;
}
