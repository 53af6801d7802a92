/**
 * kube-prometheus-stack as data: version and values. Pure.
 *
 * The chart's defaults are for clusters whose control plane is made of pods and whose nodes answer at their InternalIP.
 * K3s is one process a node, and nodes here are in several clouds: what differs from the defaults is for that.
 */
import { scrapeJobs, type ScrapedNode } from "./scrape-jobs.ts";
import { DATA_SOURCE_UID, RELEASE } from "../names.ts";

export const CHART = {
  chart: "kube-prometheus-stack",
  version: "88.5.3",
  repo: "https://prometheus-community.github.io/helm-charts",
} as const;

export interface ChartInputs {
  nodes: readonly ScrapedNode[];
  /** Name of the Kubernetes node that everything but the node-exporters runs on. */
  server: string;
  scrapeIntervalMs: number;
  /** Default 2 days: longer than any run. */
  retention?: string;
}

const OFF = { enabled: false };

/** Rules about what is off, or has no counterpart on K3s, would only fire. The rest feeds the chart's dashboards. */
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

/** Without Grafana's password, which is a secret: see `monitoring.ts`. */
export function chartValues({ nodes, server, scrapeIntervalMs, retention = "2d" }: ChartInputs) {
  const nodeSelector = { "kubernetes.io/hostname": server };
  return {
    // Else the chart cuts its names to `observability-kube-prometh`.
    fullnameOverride: RELEASE,
    // In one process with the kubelet on K3s: no targets of their own, and "down" for ever.
    kubeEtcd: OFF,
    kubeScheduler: OFF,
    kubeControllerManager: OFF,
    kubeProxy: OFF,
    // Tens of thousands of series that nothing here reads, from the machine that is measured.
    kubeApiServer: OFF,
    alertmanager: OFF,
    defaultRules: { rules: Object.fromEntries(RULES_OFF.map((rule) => [rule, false])) },
    // Their jobs are written from the plan; the chart's own would ask at addresses that need not route.
    kubelet: { serviceMonitor: OFF },
    "prometheus-node-exporter": { prometheus: { monitor: OFF } },
    prometheusOperator: {
      nodeSelector,
      kubeletService: OFF,
      // Both or neither: without the webhooks' job there is no secret, and an operator with TLS waits for it for ever.
      admissionWebhooks: OFF,
      tls: OFF,
    },
    "kube-state-metrics": { nodeSelector },
    prometheus: {
      prometheusSpec: {
        nodeSelector,
        retention,
        scrapeInterval: `${scrapeIntervalMs}ms`,
        // No longer than the interval, which Prometheus refuses; slow targets are down rather than late.
        scrapeTimeout: `${scrapeIntervalMs}ms`,
        evaluationInterval: "30s",
        additionalScrapeConfigs: scrapeJobs(nodes),
      },
    },
    grafana: {
      nodeSelector,
      sidecar: { datasources: { uid: DATA_SOURCE_UID } },
    },
  };
}
