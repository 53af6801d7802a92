import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { chartValues, scrapeJobs } from "../../../../infra/observability/kube-prometheus/chart.ts";
import { temporaryFolder } from "../../../helpers/temporary.ts";
import { missing, promtool } from "../prometheus/promtool.ts";

const nodes = [
  { name: "server", scrapeAddress: "10.0.0.4" },
  { name: "edge-node", scrapeAddress: "198.51.100.9" },
];
const values = chartValues({ nodes, server: "server", scrapeIntervalMs: 5_000 });
const OFF = { enabled: false };

describe("kube-prometheus-stack's values", () => {
  it("come up on K3s: with the webhooks off the operator's TLS is off too, or it waits for a secret that nobody makes", () => {
    assert.deepEqual([values.prometheusOperator.admissionWebhooks, values.prometheusOperator.tls], [OFF, OFF]);
  });

  it("have no target that K3s does not serve by itself", () => {
    for (const target of ["kubeEtcd", "kubeScheduler", "kubeControllerManager", "kubeProxy"] as const)
      assert.deepEqual(values[target], OFF, target);
  });

  it("keep the chart's own jobs for kubelets and node-exporters off: they ask at InternalIPs, which need not route", () => {
    assert.deepEqual(values.kubelet.serviceMonitor, OFF);
    assert.deepEqual(values["prometheus-node-exporter"].prometheus.monitor, OFF);
    // Else the operator goes on writing the kubelets' InternalIPs into a Service.
    assert.deepEqual(values.prometheusOperator.kubeletService, OFF);
  });

  it("scrape every 5 s, never longer than that", () => {
    const { scrapeInterval, scrapeTimeout } = values.prometheus.prometheusSpec;
    assert.deepEqual([scrapeInterval, scrapeTimeout], ["5000ms", "5000ms"]);
  });

  it("pin everything but the node-exporters to the server", () => {
    const selector = { "kubernetes.io/hostname": "server" };
    const { prometheus, grafana, prometheusOperator } = values;
    for (const part of [prometheus.prometheusSpec, grafana, prometheusOperator, values["kube-state-metrics"]])
      assert.deepEqual(part.nodeSelector, selector);
    assert.deepEqual(values.alertmanager, OFF);
  });

  it("give the release's name to its Services: the chart would cut its own", () => {
    assert.equal(values.fullnameOverride, "observability");
  });

  it("hold no text that Helm would take for a template: the scrape jobs go through one", () => {
    assert.doesNotMatch(JSON.stringify(values), /\{\{/);
  });

  it("hold no password", () => {
    assert.doesNotMatch(JSON.stringify(values), /password/i);
  });
});

describe("the scrape jobs of a plan", () => {
  const folder = temporaryFolder();
  const jobs = scrapeJobs(nodes);

  it("ask each node at its own address, under the name that the plan knows it by", () => {
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

  it("never send Prometheus' token to whoever cannot prove the node's name", () => {
    const withToken = (jobs as any[]).filter((job) => job.authorization);
    assert.equal(withToken.length, nodes.length);
    for (const { tls_config, static_configs, scheme } of withToken) {
      const { server_name, ca_file, ...more } = tls_config;
      assert.deepEqual([server_name, more, scheme], [static_configs[0].labels.node, {}, "https"]);
      assert.match(ca_file, /serviceaccount\/ca\.crt$/);
    }
  });

  it("ask kubelets for cAdvisor's page only: on K3s each other page repeats the whole process' metrics", () => {
    const paths = jobs.flatMap((job) => ("metrics_path" in job ? [job.metrics_path] : []));
    assert.deepEqual(new Set(paths), new Set(["/metrics/cadvisor"]));
  });

  it("write an IPv6 address as one", () => {
    const [job] = scrapeJobs([{ name: "six", scrapeAddress: "2001:db8::7" }]);
    assert.deepEqual(job!.static_configs[0]!.targets, ["[2001:db8::7]:10250"]);
  });

  it("are good configuration to Prometheus itself", async function () {
    const reason = missing("promtool");
    if (reason) {
      console.log(`      skipped: ${reason}`);
      this.skip();
    }
    // Debian's Prometheus is older than this one field.
    const known = jobs.map(({ track_timestamps_staleness: _, ...job }: Record<string, unknown>) => job);
    const path = join(folder.path, "prometheus.yaml");
    await writeFile(path, stringify({ scrape_configs: known }));
    const files = ["check", "config", "--syntax-only", path];
    assert.match(await promtool(...files), /SUCCESS/);
  });
});
