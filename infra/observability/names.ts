/** Names that the chart, the scrape jobs, the client and the commands must agree on. */
export const RELEASE = "observability";
export const NAMESPACE = "monitoring";

/** `fullnameOverride` is the release's name: without it the chart cuts its own to `observability-kube-prometh`. */
export const PROMETHEUS_SERVICE = `${RELEASE}-prometheus`;
export const PROMETHEUS_PORT = 9090;
export const GRAFANA_SERVICE = `${RELEASE}-grafana`;
/** Grafana's data source for dashboards. */
export const DATA_SOURCE_UID = "prometheus";

export const KUBELET_JOB = "kubelet";
export const NODE_EXPORTER_JOB = "node-exporter";
export const KUBE_STATE_METRICS_JOB = "kube-state-metrics";

export const KUBELET_PORT = 10250;
export const NODE_EXPORTER_PORT = 9100;
