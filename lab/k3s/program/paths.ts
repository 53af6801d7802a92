/** Where K3s keeps its files on a machine. */
const DATA = "/var/lib/rancher/k3s";
const SERVER = `${DATA}/server`;
const AGENT = `${DATA}/agent`;

export const PATHS = {
  config: "/etc/rancher/k3s/config.yaml",
  kubeconfig: "/etc/rancher/k3s/k3s.yaml",
  registries: "/etc/rancher/k3s/registries.yaml",
  nodePassword: "/etc/rancher/node/password",
  data: `${DATA}/data`,
  server: SERVER,
  tls: `${SERVER}/tls`,
  cred: `${SERVER}/cred`,
  db: `${SERVER}/db`,
  manifests: `${SERVER}/manifests`,
  serverToken: `${SERVER}/token`,
  agentToken: `${SERVER}/agent-token`,
  nodeToken: `${SERVER}/node-token`,
  agent: AGENT,
  agentEtc: `${AGENT}/etc`,
  images: `${AGENT}/images`,
  podManifests: `${AGENT}/pod-manifests`,
  containerd: `${AGENT}/containerd`,
  run: "/run/k3s",
  containerdSocket: "/run/k3s/containerd/containerd.sock",
  flannelRun: "/run/flannel",
} as const;

/** The lab's parts: `bin`, `images`. */
export const PARTS = "/opt/lab";

export const part = (name: string): string => `${PARTS}/bin/${name}`;

/** Of the server, to the outside. */
export const SUPERVISOR_PORT = 6443;
/** On loopback: the API server on a server, a forward to the server's supervisor port on an agent. */
export const LOCAL_API_PORT = 6444;
