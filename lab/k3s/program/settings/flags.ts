/** The flags of `k3s server` and `k3s agent`, which are also the keys of its configuration file. */
export type Verb = "server" | "agent";
type Kind = "text" | "list" | "switch";

export interface Flag {
  name: string;
  short?: string;
  kind: Kind;
  /** Environment variable that sets it. */
  env?: string;
}

const text = (name: string, more: Partial<Flag> = {}): Flag => ({ name, kind: "text", ...more });
const list = (name: string, more: Partial<Flag> = {}): Flag => ({ name, kind: "list", ...more });
const toggle = (name: string, more: Partial<Flag> = {}): Flag => ({ name, kind: "switch", ...more });

const BOTH: Flag[] = [
  text("config", { short: "c", env: "K3S_CONFIG_FILE" }),
  toggle("debug", { env: "K3S_DEBUG" }),
  text("v"),
  text("token", { short: "t", env: "K3S_TOKEN" }),
  text("token-file", { env: "K3S_TOKEN_FILE" }),
  text("server", { short: "s", env: "K3S_URL" }),
  text("node-name", { env: "K3S_NODE_NAME" }),
  list("node-label"),
  list("node-taint"),
  list("node-ip", { short: "i" }),
  list("node-external-ip"),
  text("resolv-conf", { env: "K3S_RESOLV_CONF" }),
  text("flannel-iface"),
  text("flannel-conf"),
  text("pause-image"),
  text("private-registry"),
  list("kubelet-arg"),
  list("kube-proxy-arg"),
];

const SERVER: Flag[] = [
  text("bind-address"),
  text("advertise-address"),
  list("tls-san"),
  toggle("tls-san-security"),
  list("cluster-cidr"),
  list("service-cidr"),
  text("service-node-port-range"),
  list("cluster-dns"),
  text("cluster-domain"),
  text("flannel-backend"),
  toggle("flannel-external-ip"),
  text("write-kubeconfig", { short: "o", env: "K3S_KUBECONFIG_OUTPUT" }),
  text("write-kubeconfig-mode", { env: "K3S_KUBECONFIG_MODE" }),
  text("agent-token", { env: "K3S_AGENT_TOKEN" }),
  text("agent-token-file", { env: "K3S_AGENT_TOKEN_FILE" }),
  list("kube-apiserver-arg"),
  list("kube-controller-manager-arg"),
  list("kube-scheduler-arg"),
  list("disable"),
  toggle("disable-kube-proxy"),
  toggle("disable-network-policy"),
  toggle("disable-helm-controller"),
];

/** Flags of K3s that the lab does not have: named, so that they are told apart from misspelt ones. */
const ABSENT: Record<Verb | "both", readonly string[]> = {
  both: [
    ...["vmodule", "log", "alsologtostderr", "data-dir", "with-node-id", "protect-kernel-defaults", "selinux"],
    ...["lb-server-port", "docker", "container-runtime-endpoint", "default-runtime", "image-service-endpoint"],
    ...["disable-default-registry-endpoint", "airgap-extra-registry", "snapshotter", "flannel-cni-conf", "vpn-auth"],
    ...["vpn-auth-file", "image-credential-provider-bin-dir", "image-credential-provider-config", "rootless"],
    ...["prefer-bundled-bin", "nonroot-devices", "node-internal-dns", "node-external-dns", "enable-pprof"],
  ],
  server: [
    ...["https-listen-port", "advertise-port", "flannel-ipv6-masq", "egress-selector-mode", "servicelb-namespace"],
    ...["write-kubeconfig-group", "helm-job-image", "cluster-init", "cluster-reset", "cluster-reset-restore-path"],
    ...["etcd-arg", "kube-cloud-controller-manager-arg", "kube-controller-arg", "kube-cloud-controller-arg"],
    ...["datastore-endpoint", "datastore-cafile", "datastore-certfile", "datastore-keyfile", "etcd-expose-metrics"],
    ...["etcd-disable-snapshots", "etcd-snapshot-name", "etcd-snapshot-schedule-cron", "etcd-snapshot-retention"],
    ...["etcd-snapshot-dir", "etcd-snapshot-compress", "etcd-s3", "default-local-storage-path", "disable-scheduler"],
    ...["disable-cloud-controller", "disable-apiserver", "disable-controller-manager", "disable-etcd"],
    ...["disable-agent", "embedded-registry", "supervisor-metrics", "system-default-registry", "secrets-encryption"],
  ],
  agent: ["disable-apiserver-lb"],
};

export const flagsOf = (verb: Verb): readonly Flag[] => (verb === "server" ? [...BOTH, ...SERVER] : BOTH);
export const absentFlags = (verb: Verb): readonly string[] => [...ABSENT.both, ...ABSENT[verb]];
