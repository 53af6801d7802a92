/**
 * kube-prometheus-stack as data: values and scrape jobs. Pure.
 *
 * The chart's defaults are for clusters with a control plane of pods, and nodes that are reachable at their InternalIP.
 * K3s runs one process per node, and our nodes may be in several clouds: the values that differ are for that.
 *
 * By default Prometheus scrapes each node at its InternalIP. A node in another cloud is not reachable there, and the
 * overlay does not carry traffic from a pod to a node's address, so the scrape jobs name addresses that route.
 */
import {
  DATA_SOURCE_UID,
  RELEASE,
  KUBE_STATE_METRICS_JOB,
  KUBELET_JOB,
  KUBELET_PORT,
  NODE_EXPORTER_JOB,
  NODE_EXPORTER_PORT,
} from "../names.ts";
import type { ExpectedTarget } from "../source.ts";

export interface ChartInputs {
  nodes: readonly ScrapedNode[];
  /** Name of the Kubernetes node for everything but the node-exporters. Null: any. */
  server: string | null;
  /** Whether kubelets prove their names. Default: they do, as K3s' do; those of other clusters often cannot. */
  verifiesKubelets?: boolean;
  scrapeIntervalMs: number;
  /** Default 2 days: longer than any run. */
  retention?: string;
}

const OFF = { enabled: false };

/** These rules would only fire: their targets are off or do not exist on K3s. The chart's dashboards need the others. */
const RULES_OFF = [
  "alertmanager",
  "etcd",
  "configReloaders",
  "kubeApiserverAvailability",
  "kubeApiserverBurnrate",
  "kubeApiserverHistogram",
  "kubeApiserverSlos",
  "kubeControllerManager",
  "kubelet",
  "kubeProxy",
  "kubernetesSystem",
  "kubeSchedulerAlerting",
  "kubeSchedulerRecording",
  "windows",
];

/** Without Grafana's password: see `monitoring.ts`. */
export function chartValues({
  nodes,
  server,
  verifiesKubelets = true,
  scrapeIntervalMs,
  retention = "2d",
}: ChartInputs) {
  const nodeSelector = server === null ? {} : { "kubernetes.io/hostname": server };
  return {
    // Otherwise the chart cuts its names to `observability-kube-prometh`.
    fullnameOverride: RELEASE,
    // On K3s they run in the kubelet's process: as targets of their own they would always be down.
    kubeEtcd: OFF,
    kubeScheduler: OFF,
    kubeControllerManager: OFF,
    kubeProxy: OFF,
    // Tens of thousands of unused series, on a machine that is measured.
    kubeApiServer: OFF,
    alertmanager: OFF,
    defaultRules: { rules: Object.fromEntries(RULES_OFF.map((rule) => [rule, false])) },
    // Replaced by the scrape jobs below: the chart's own use addresses that may not route.
    kubelet: { serviceMonitor: OFF },
    "prometheus-node-exporter": { prometheus: { monitor: OFF } },
    prometheusOperator: {
      nodeSelector,
      kubeletService: OFF,
      // Both or neither: an operator with TLS waits forever for the secret that the webhooks' job creates.
      admissionWebhooks: OFF,
      tls: OFF,
    },
    "kube-state-metrics": { nodeSelector },
    prometheus: {
      prometheusSpec: {
        nodeSelector,
        retention,
        scrapeInterval: `${scrapeIntervalMs}ms`,
        // Prometheus rejects a timeout above the interval; slow targets are down rather than late.
        scrapeTimeout: `${scrapeIntervalMs}ms`,
        evaluationInterval: "30s",
        additionalScrapeConfigs: scrapeJobs(nodes, verifiesKubelets),
      },
    },
    grafana: {
      nodeSelector,
      sidecar: { datasources: { uid: DATA_SOURCE_UID } },
    },
  };
}

export interface ScrapedNode {
  /** Name of the Kubernetes node; becomes `instance` and `node` of every series. */
  name: string;
  /** Where Prometheus, on the server, reaches it: the private address in the server's network, else the public one. */
  scrapeAddress: string;
}

const ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount";

function staticConfig({ name, scrapeAddress }: ScrapedNode, port: number, job: string) {
  const host = scrapeAddress.includes(":") ? `[${scrapeAddress}]` : scrapeAddress;
  return { targets: [`${host}:${port}`], labels: { job, instance: name, node: name } };
}

/**
 * Scrapes cAdvisor's page only: on K3s one process serves kubelet, API server and controllers, and each `/metrics` page
 * repeats the metrics of all.
 *
 * One job per node, because each node must prove its own name: K3s signs kubelets' certificates for the node's name, not
 * for its public address. Without the check, anybody on the path could obtain Prometheus' token.
 */
function kubeletJob(node: ScrapedNode, isVerified: boolean) {
  return {
    job_name: `${KUBELET_JOB}/${node.name}`,
    scheme: "https",
    metrics_path: "/metrics/cadvisor",
    authorization: { type: "Bearer", credentials_file: `${ACCOUNT}/token` },
    tls_config: isVerified ? { ca_file: `${ACCOUNT}/ca.crt`, server_name: node.name } : { insecure_skip_verify: true },
    // cAdvisor timestamps each counter; series of a deleted pod must become stale nonetheless.
    honor_timestamps: true,
    track_timestamps_staleness: true,
    static_configs: [staticConfig(node, KUBELET_PORT, KUBELET_JOB)],
    // The chart's dashboards distinguish the kubelet's pages by it.
    relabel_configs: [{ action: "replace", source_labels: ["__metrics_path__"], target_label: "metrics_path" }],
  };
}

const nodeExporterJob = (nodes: readonly ScrapedNode[]) => ({
  job_name: NODE_EXPORTER_JOB,
  static_configs: nodes.map((node) => staticConfig(node, NODE_EXPORTER_PORT, NODE_EXPORTER_JOB)),
});

export const scrapeJobs = (nodes: readonly ScrapedNode[], verifiesKubelets = true) => [
  ...nodes.map((node) => kubeletJob(node, verifiesKubelets)),
  nodeExporterJob(nodes),
];

/** The targets that a measurement needs, in the order in which problems are shown. */
export function expectedTargets(nodes: readonly Pick<ScrapedNode, "name">[]): ExpectedTarget[] {
  return [
    ...nodes.map(({ name }): ExpectedTarget => ({ job: KUBELET_JOB, instance: name })),
    ...nodes.map(({ name }): ExpectedTarget => ({ job: NODE_EXPORTER_JOB, instance: name })),
    // A pod, whose address is not known beforehand.
    { job: KUBE_STATE_METRICS_JOB },
  ];
}
