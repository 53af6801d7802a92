/** Kubernetes' control plane and its datastore, with the arguments that K3s gives them. */
import { writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { makeFolder } from "../../../../base/folder.ts";
import { commandLine, type Arguments } from "../command-line.ts";
import { startComponent } from "../components.ts";
import { writeKubeconfig } from "../kubeconfig.ts";
import { LOCAL_API_PORT, part, PATHS } from "../paths.ts";
import type { ServerSettings } from "../settings/settings.ts";
import { egressConfiguration } from "../tunnel/server.ts";
import { AUTH_PROXY, AUTHORITIES, caOf, pairOf, TLS } from "./certificates.ts";

export const LOCAL_API = `https://127.0.0.1:${LOCAL_API_PORT}`;
/** How the API server reaches kubelets. */
export const EGRESS = {
  config: `${PATHS.server}/etc/egress-selector-config.yaml`,
  socket: `${PATHS.server}/egress.sock`,
};
const ETCD = "127.0.0.1:2379";

export function startDatastore(): void {
  makeFolder(PATHS.db, 0o700);
  const options = "_journal=WAL&cache=shared&_busy_timeout=30000&_txlock=immediate";
  const endpoint = `sqlite://${PATHS.db}/state.db?${options}`;
  const args = [`--endpoint=${endpoint}`, `--listen-address=tcp://${ETCD}`, "--metrics-bind-address=0"];
  startComponent("kine", part("kine"), args);
}

export function startApiServer(settings: ServerSettings): void {
  makeFolder(dirname(EGRESS.config), 0o700);
  writeFileSync(EGRESS.config, JSON.stringify(egressConfiguration(EGRESS.socket)), { mode: 0o600 });
  const issuer = `https://kubernetes.default.svc.${settings.cluster.domain}`;
  const args: Arguments = {
    "advertise-address": settings.advertiseAddress,
    "allow-privileged": true,
    "anonymous-auth": false,
    "api-audiences": `${issuer},k3s`,
    "authorization-mode": "Node,RBAC",
    "bind-address": "127.0.0.1",
    "client-ca-file": `${AUTHORITIES.client}.crt`,
    "egress-selector-config-file": EGRESS.config,
    "enable-admission-plugins": "NodeRestriction",
    "enable-aggregator-routing": true,
    "enable-bootstrap-token-auth": true,
    // It would name its own port, which is not reachable; see endpoint.ts.
    "endpoint-reconciler-type": "none",
    "etcd-servers": `http://${ETCD}`,
    "kubelet-certificate-authority": `${AUTHORITIES.server}.crt`,
    "kubelet-client-certificate": `${TLS.apiServer}.crt`,
    "kubelet-client-key": `${TLS.apiServer}.key`,
    "kubelet-preferred-address-types": addressTypes(settings),
    profiling: false,
    "proxy-client-cert-file": `${TLS.authProxy}.crt`,
    "proxy-client-key-file": `${TLS.authProxy}.key`,
    "requestheader-allowed-names": AUTH_PROXY,
    "requestheader-client-ca-file": `${AUTHORITIES.requestHeader}.crt`,
    "requestheader-extra-headers-prefix": "X-Remote-Extra-",
    "requestheader-group-headers": "X-Remote-Group",
    "requestheader-username-headers": "X-Remote-User",
    "secure-port": LOCAL_API_PORT,
    "service-account-issuer": issuer,
    "service-account-key-file": `${TLS.serviceAccounts}.key`,
    "service-account-signing-key-file": `${TLS.serviceAccounts}.current.key`,
    "service-cluster-ip-range": settings.cluster.serviceCidr,
    "service-node-port-range": settings.nodePorts,
    "tls-cert-file": `${TLS.serving}.crt`,
    "tls-private-key-file": `${TLS.serving}.key`,
  };
  startComponent("kube-apiserver", part("kubernetes"), [
    "kube-apiserver",
    ...commandLine(args, settings.apiServerArgs),
  ]);
}

/** In which order a node's addresses are tried. */
export const addressTypes = ({ cluster }: ServerSettings): string =>
  cluster.usesExternalIps ? "ExternalIP,InternalIP,Hostname" : "InternalIP,ExternalIP,Hostname";

async function kubeconfigOf(stem: string, name: string): Promise<string> {
  const file = `${PATHS.cred}/${name}.kubeconfig`;
  makeFolder(PATHS.cred, 0o700);
  await writeKubeconfig(file, { server: LOCAL_API, ca: caOf(AUTHORITIES.server), ...pairOf(stem) });
  return file;
}

/** Once the API server is ready. */
export async function startControllers(settings: ServerSettings): Promise<void> {
  const controller = await kubeconfigOf(TLS.controller, "controller");
  const args: Arguments = {
    "allocate-node-cidrs": true,
    "authentication-kubeconfig": controller,
    "authorization-kubeconfig": controller,
    "bind-address": "127.0.0.1",
    "cluster-cidr": settings.cluster.podCidr,
    "cluster-signing-cert-file": `${AUTHORITIES.client}.crt`,
    "cluster-signing-key-file": `${AUTHORITIES.client}.key`,
    controllers: "*,tokencleaner,-service,-route,-cloud-node-lifecycle",
    kubeconfig: controller,
    "leader-elect": false,
    profiling: false,
    "root-ca-file": `${AUTHORITIES.server}.crt`,
    "secure-port": 10257,
    "service-account-private-key-file": `${TLS.serviceAccounts}.current.key`,
    "service-cluster-ip-range": settings.cluster.serviceCidr,
    "use-service-account-credentials": true,
  };
  const command = ["kube-controller-manager", ...commandLine(args, settings.controllerArgs)];
  startComponent("kube-controller-manager", part("kubernetes"), command);

  const scheduler = await kubeconfigOf(TLS.scheduler, "scheduler");
  const own: Arguments = {
    "authentication-kubeconfig": scheduler,
    "authorization-kubeconfig": scheduler,
    "bind-address": "127.0.0.1",
    kubeconfig: scheduler,
    "leader-elect": false,
    profiling: false,
    "secure-port": 10259,
  };
  const schedule = ["kube-scheduler", ...commandLine(own, settings.schedulerArgs)];
  startComponent("kube-scheduler", part("kubernetes"), schedule);
}
