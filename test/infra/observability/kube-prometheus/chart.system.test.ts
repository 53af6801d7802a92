import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { chartValues, scrapeJobs } from "../../../../infra/observability/kube-prometheus/chart.ts";
import { temporaryFolder } from "../../../helpers/temporary.ts";
import { needsPrometheus, promtool } from "../prometheus/promtool.ts";

const nodes = [
  { name: "server", scrapeAddress: "10.0.0.4" },
  { name: "edge-node", scrapeAddress: "198.51.100.9" },
];
const values = chartValues({ nodes, server: "server", scrapeIntervalMs: 5_000 });
const OFF = { enabled: false };

describe("kube-prometheus-stack's values", () => {
  it("the operator runs without webhooks and without TLS, because with TLS alone it waits for a secret that nobody creates", () => {
    assert.deepEqual([values.prometheusOperator.admissionWebhooks, values.prometheusOperator.tls], [OFF, OFF]);
  });

  it("Prometheus has no target that K3s does not serve by default", () => {
    for (const target of ["kubeEtcd", "kubeScheduler", "kubeControllerManager", "kubeProxy"] as const)
      assert.deepEqual(values[target], OFF, target);
  });

  it("the chart's own jobs for kubelets and node-exporters are off, because InternalIPs may not be routable", () => {
    assert.deepEqual(values.kubelet.serviceMonitor, OFF);
    assert.deepEqual(values["prometheus-node-exporter"].prometheus.monitor, OFF);
    // Otherwise the operator keeps writing the kubelets' InternalIPs into a Service.
    assert.deepEqual(values.prometheusOperator.kubeletService, OFF);
  });

  it("Prometheus scrapes every 5 s, and no scrape takes longer than that", () => {
    const { scrapeInterval, scrapeTimeout } = values.prometheus.prometheusSpec;
    assert.deepEqual([scrapeInterval, scrapeTimeout], ["5000ms", "5000ms"]);
  });

  it("everything but the node-exporters runs on the server", () => {
    const selector = { "kubernetes.io/hostname": "server" };
    const { prometheus, grafana, prometheusOperator } = values;
    for (const part of [prometheus.prometheusSpec, grafana, prometheusOperator, values["kube-state-metrics"]])
      assert.deepEqual(part.nodeSelector, selector);
    assert.deepEqual(values.alertmanager, OFF);
  });

  it("Services are named after the release, because the chart would shorten its own names", () => {
    assert.equal(values.fullnameOverride, "observability");
  });

  it("the values contain no text that Helm would read as a template, because scrape jobs pass through one", () => {
    assert.doesNotMatch(JSON.stringify(values), /\{\{/);
  });

  it("the values contain no password", () => {
    assert.doesNotMatch(JSON.stringify(values), /password/i);
  });
});

describe("scrapeJobs", () => {
  const folder = temporaryFolder();
  const jobs = scrapeJobs(nodes);

  it("each node is scraped at its own address, under the name it has in the plan", () => {
    const targets = jobs.flatMap((job) => job.static_configs.map(({ targets, labels }) => ({ targets, labels })));
    const at = (job: string, node: string, target: string) => ({
      targets: [target],
      labels: { job, instance: node, node },
    });
    assert.deepEqual(targets, [
      at("kubelet", "server", "10.0.0.4:10250"),
      at("kubelet", "edge-node", "198.51.100.9:10250"),
      at("node-exporter", "server", "10.0.0.4:9100"),
      at("node-exporter", "edge-node", "198.51.100.9:9100"),
    ]);
  });

  it("Prometheus never sends its token to a target that cannot prove the node's name", () => {
    const withToken = (jobs as any[]).filter((job) => job.authorization);
    assert.equal(withToken.length, nodes.length);
    for (const { tls_config, static_configs, scheme } of withToken) {
      const { server_name, ca_file, ...more } = tls_config;
      assert.deepEqual([server_name, more, scheme], [static_configs[0].labels.node, {}, "https"]);
      assert.match(ca_file, /serviceaccount\/ca\.crt$/);
    }
  });

  it("kubelets are scraped on cAdvisor's page only, because on K3s every other page repeats the metrics of the whole process", () => {
    const paths = jobs.flatMap((job) => ("metrics_path" in job ? [job.metrics_path] : []));
    assert.deepEqual(new Set(paths), new Set(["/metrics/cadvisor"]));
  });

  it("an IPv6 address is written in brackets", () => {
    const [job] = scrapeJobs([{ name: "six", scrapeAddress: "2001:db8::7" }]);
    assert.deepEqual(job!.static_configs[0]!.targets, ["[2001:db8::7]:10250"]);
  });

  it("Prometheus accepts the scrape jobs as configuration", async function () {
    needsPrometheus(this, "promtool");
    // Debian's Prometheus does not know this field yet.
    const known = jobs.map(({ track_timestamps_staleness: _, ...job }: Record<string, unknown>) => job);
    const path = join(folder.path, "prometheus.yaml");
    await writeFile(path, stringify({ scrape_configs: known }));
    const files = ["check", "config", "--syntax-only", path];
    assert.match(await promtool(...files), /SUCCESS/);
  });
});
