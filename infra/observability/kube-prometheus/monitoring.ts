/** kube-prometheus-stack on the cluster, with Stackmark's dashboards. */
import * as pulumi from "@pulumi/pulumi";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap.js";
import { Namespace } from "@pulumi/kubernetes/core/v1/namespace.js";
import { Secret } from "@pulumi/kubernetes/core/v1/secret.js";
import { Release } from "@pulumi/kubernetes/helm/v3/release.js";
import { chartValues } from "./chart.ts";
import { dashboards } from "./dashboards.ts";
import { GrafanaPassword } from "./grafana-password/resource.ts";
import { NAMESPACE, RELEASE } from "../names.ts";
import type { ChartSource } from "../../catalog/charts.ts";
import { releaseChart } from "../../kubernetes/release-chart.ts";

export interface MonitoredNode {
  name: string;
  scrapeAddress: pulumi.Input<string>;
}

export interface MonitoringInputs {
  chart: ChartSource;
  nodes: MonitoredNode[];
  /** Name of the node that Prometheus and Grafana run on. Null: any. */
  server: string | null;
  /** Whether kubelets prove their names. Default: they do. */
  verifiesKubelets?: boolean;
  /** Name of a namespace that is there. Default: `monitoring`, which is created. */
  namespace?: pulumi.Input<string>;
  scrapeIntervalMs: number;
  /** Of the workload, for the dashboards. */
  workloadNamespace: string;
  /** Secret. Default: a random one. */
  grafanaPassword?: pulumi.Input<string>;
}

const ADMIN_SECRET = "grafana-admin";
const ADMIN_USER = "admin";
/** Eight images from three registries, pulled by machines that have just booted. */
const TIMEOUT_S = 900;

/**
 * The caller sets `provider`, `dependsOn`, and `deletedWith`, the server's machine, which every resource in here inherits:
 * a Helm release cannot be deleted when its cluster does not answer.
 */
export class Monitoring extends pulumi.ComponentResource {
  /** Secret. The user is `admin`. */
  readonly grafanaPassword: pulumi.Output<string>;
  /** Complete when Prometheus and Grafana run. */
  readonly release: Release;

  constructor(name: string, inputs: MonitoringInputs, opts: pulumi.ComponentResourceOptions = {}) {
    super("stackmark:observability:Monitoring", name, {}, opts);
    // Children do not wait for the dependencies of their component.
    const first = { parent: this, dependsOn: opts.dependsOn };
    const { grafanaPassword, server, verifiesKubelets, scrapeIntervalMs } = inputs;
    const namespace =
      inputs.namespace ?? new Namespace(`${name}-namespace`, { metadata: { name: NAMESPACE } }, first).metadata.name;
    this.grafanaPassword = pulumi.secret(grafanaPassword ?? new GrafanaPassword(`${name}-password`, first).password);
    const metadata = { namespace };
    const admin = new Secret(
      `${name}-grafana-admin`,
      {
        metadata: { ...metadata, name: ADMIN_SECRET },
        stringData: { "admin-user": ADMIN_USER, "admin-password": this.grafanaPassword },
      },
      { parent: this },
    );
    const nodes = pulumi.all(
      inputs.nodes.map((node) =>
        pulumi.output(node.scrapeAddress).apply((scrapeAddress) => ({ name: node.name, scrapeAddress })),
      ),
    );
    this.release = new Release(
      RELEASE,
      {
        name: RELEASE,
        namespace,
        ...releaseChart(inputs.chart),
        timeout: TIMEOUT_S,
        values: nodes.apply((known) => {
          const values = chartValues({ nodes: known, server, verifiesKubelets, scrapeIntervalMs });
          return { ...values, grafana: { ...values.grafana, admin: { existingSecret: ADMIN_SECRET } } };
        }),
      },
      { parent: this, dependsOn: [admin], customTimeouts: { create: `${TIMEOUT_S}s`, update: `${TIMEOUT_S}s` } },
    );
    for (const { name: file, json } of dashboards(inputs.workloadNamespace))
      new ConfigMap(
        file,
        // Grafana's sidecar loads config maps with this label.
        { metadata: { ...metadata, name: file, labels: { grafana_dashboard: "1" } }, data: { [`${file}.json`]: json } },
        { parent: this },
      );
    this.registerOutputs({});
  }
}
