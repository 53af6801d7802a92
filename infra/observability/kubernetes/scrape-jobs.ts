/**
 * The scrape jobs for kubelets and node-exporters, written from the plan, and which targets a measurement needs.
 *
 * By default Prometheus asks each node at its InternalIP. A node in another cloud does not answer there, and traffic from
 * a pod to a node's address is not carried by the overlay, so each address is given: one that routes. Pure.
 */
import { KUBE_STATE_METRICS_JOB, KUBELET_JOB, KUBELET_PORT, NODE_EXPORTER_JOB, NODE_EXPORTER_PORT } from "../names.ts";
import type { ExpectedTarget } from "../source.ts";

export interface ScrapedNode {
  /** Name of the Kubernetes node; becomes `instance` and `node` of every series. */
  name: string;
  /** Where Prometheus, on the server, reaches it: a private address in the server's own network, else its public one. */
  scrapeAddress: string;
}

const ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount";

function staticConfig({ name, scrapeAddress }: ScrapedNode, port: number, job: string) {
  const host = scrapeAddress.includes(":") ? `[${scrapeAddress}]` : scrapeAddress;
  return { targets: [`${host}:${port}`], labels: { job, instance: name, node: name } };
}

/**
 * cAdvisor's page only: on K3s one process serves kubelet, API server and controllers, and each page `/metrics` has the
 * metrics of all of them again.
 *
 * A job for each node, since each has a name to prove. K3s signs kubelets' certificates for the node's name, never for
 * its public address; unchecked, whoever sits on the way could ask for Prometheus' token.
 */
function kubeletJob(node: ScrapedNode) {
  return {
    job_name: `${KUBELET_JOB}/${node.name}`,
    scheme: "https",
    metrics_path: "/metrics/cadvisor",
    authorization: { type: "Bearer", credentials_file: `${ACCOUNT}/token` },
    tls_config: { ca_file: `${ACCOUNT}/ca.crt`, server_name: node.name },
    // cAdvisor says when it read each counter. Series of a pod that is gone must end all the same.
    honor_timestamps: true,
    track_timestamps_staleness: true,
    static_configs: [staticConfig(node, KUBELET_PORT, KUBELET_JOB)],
    // The chart's own dashboards tell the kubelet's pages apart by it.
    relabel_configs: [{ action: "replace", source_labels: ["__metrics_path__"], target_label: "metrics_path" }],
  };
}

const nodeExporterJob = (nodes: readonly ScrapedNode[]) => ({
  job_name: NODE_EXPORTER_JOB,
  static_configs: nodes.map((node) => staticConfig(node, NODE_EXPORTER_PORT, NODE_EXPORTER_JOB)),
});

export const scrapeJobs = (nodes: readonly ScrapedNode[]) => [...nodes.map(kubeletJob), nodeExporterJob(nodes)];

/** In the order in which problems are shown. */
export function expectedTargets(nodes: readonly Pick<ScrapedNode, "name">[]): ExpectedTarget[] {
  return [
    ...nodes.map(({ name }): ExpectedTarget => ({ job: KUBELET_JOB, instance: name })),
    ...nodes.map(({ name }): ExpectedTarget => ({ job: NODE_EXPORTER_JOB, instance: name })),
    // Its address is a pod's, which nobody knows before.
    { job: KUBE_STATE_METRICS_JOB },
  ];
}
