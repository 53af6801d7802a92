/** What the operator makes of a Prometheus resource. Pure. */

/** Of the kind `Prometheus` in `monitoring.coreos.com/v1`, as in the chart's custom resource definition. */
export interface PrometheusResource {
  metadata: { name: string; namespace: string; uid: string; generation: number };
  spec: {
    image: string;
    replicas?: number;
    retention?: string;
    serviceAccountName: string;
    nodeSelector?: Record<string, string>;
    /** A change of the digest restarts Prometheus. */
    configuration: { configMap: string; digest: string };
  };
}

export const API_VERSION = "monitoring.coreos.com/v1";
const PORT = "http-web";
const NOBODY = 65_534;

const probe = (path: string, periodSeconds: number, failureThreshold: number) => ({
  httpGet: { path, port: PORT },
  timeoutSeconds: 3,
  periodSeconds,
  failureThreshold,
});

/** A StatefulSet that is deleted with the resource. */
export function statefulSet({ metadata, spec }: PrometheusResource) {
  const { name, namespace, uid } = metadata;
  const labels = { "app.kubernetes.io/name": "prometheus", "operator.prometheus.io/name": name };
  const volumes = { configuration: "/etc/prometheus", data: "/prometheus", tmp: "/tmp" };
  return {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: {
      name: `prometheus-${name}`,
      namespace,
      labels,
      ownerReferences: [{ apiVersion: API_VERSION, kind: "Prometheus", name, uid, controller: true }],
    },
    spec: {
      replicas: spec.replicas ?? 1,
      serviceName: "prometheus-operated",
      podManagementPolicy: "Parallel",
      selector: { matchLabels: labels },
      template: {
        metadata: { labels, annotations: { "checksum/configuration": spec.configuration.digest } },
        spec: {
          serviceAccountName: spec.serviceAccountName,
          securityContext: { runAsNonRoot: true, runAsUser: NOBODY, runAsGroup: NOBODY, fsGroup: NOBODY },
          nodeSelector: spec.nodeSelector ?? {},
          containers: [
            {
              name: "prometheus",
              image: spec.image,
              args: [
                `--config.file=${volumes.configuration}/prometheus.yml`,
                `--storage.tsdb.path=${volumes.data}`,
                `--storage.tsdb.retention.time=${spec.retention ?? "1d"}`,
                "--web.listen-address=:9090",
              ],
              ports: [{ name: PORT, containerPort: 9090 }],
              readinessProbe: probe("/-/ready", 2, 30),
              livenessProbe: probe("/-/healthy", 10, 6),
              volumeMounts: Object.entries(volumes).map(([volume, mountPath]) => ({ name: volume, mountPath })),
            },
          ],
          volumes: [
            { name: "configuration", configMap: { name: spec.configuration.configMap } },
            { name: "data", emptyDir: {} },
            { name: "tmp", emptyDir: {} },
          ],
        },
      },
    },
  };
}

/** The status of a resource, by what its StatefulSet has. */
export function statusOf({ metadata, spec }: PrometheusResource, readyReplicas: number) {
  const wanted = spec.replicas ?? 1;
  const isAvailable = readyReplicas >= wanted;
  return {
    replicas: wanted,
    availableReplicas: readyReplicas,
    unavailableReplicas: Math.max(0, wanted - readyReplicas),
    conditions: [
      {
        type: "Available",
        status: isAvailable ? "True" : "False",
        reason: isAvailable ? "" : "SomePodsNotReady",
        message: isAvailable ? "" : `${readyReplicas} of ${wanted} pods are ready`,
        observedGeneration: metadata.generation,
      },
    ],
  };
}
