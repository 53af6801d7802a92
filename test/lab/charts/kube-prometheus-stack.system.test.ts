import assert from "node:assert/strict";
import { join } from "node:path";
import { parse } from "yaml";
import { CHARTS } from "../../../infra/catalog/charts.ts";
import { chartValues, expectedTargets } from "../../../infra/observability/kube-prometheus/chart.ts";
import {
  GRAFANA_SERVICE,
  NAMESPACE,
  NODE_EXPORTER_PORT,
  PROMETHEUS_PORT,
  PROMETHEUS_SERVICE,
  RELEASE,
} from "../../../infra/observability/names.ts";
import { packageCharts } from "../../../lab/charts/package.ts";
import { statefulSet, type PrometheusResource } from "../../../lab/images/monitoring/operator/stateful-set.ts";
import { IMAGES } from "../../../lab/images/names.ts";
import { root } from "../../helpers/imports.ts";
import { helmTemplate, needsHelm, type Rendered } from "../helpers/helm.ts";

const CHART = join(root, "lab/charts/kube-prometheus-stack");
const NODES = [
  { name: "server", scrapeAddress: "10.0.0.4" },
  { name: "edge", scrapeAddress: "198.51.100.9" },
];

/** As the stack sets them. */
function values(): Record<string, any> {
  const known = chartValues({ nodes: NODES, server: "server", scrapeIntervalMs: 5000 });
  return { ...known, grafana: { ...known.grafana, admin: { existingSecret: "grafana-admin" } } };
}

describe("the lab's chart of kube-prometheus-stack", function () {
  this.timeout(60_000);
  let all: Rendered[];
  before(function () {
    needsHelm(this);
    all = render(values());
  });

  const render = (given: object): Rendered[] => helmTemplate(CHART, given, RELEASE, NAMESPACE);
  const find = (kind: string, name: string): Rendered =>
    all.find((each) => each.kind === kind && each.metadata.name === name) ?? assert.fail(`no ${kind} ${name}`);
  /** What the operator makes of the Prometheus resource. */
  const ofOperator = () => {
    const { metadata, spec } = find("Prometheus", PROMETHEUS_SERVICE) as unknown as PrometheusResource;
    return statefulSet({ metadata: { ...metadata, uid: "uid", generation: 1 }, spec }) as unknown as Rendered;
  };
  const configuration = () => parse(find("ConfigMap", PROMETHEUS_SERVICE).data["prometheus.yml"]);

  it("the version is the one that is installed by default", async () => {
    const charts = await packageCharts();
    const { metadata } = charts.find((chart) => chart.metadata.name === CHARTS.monitoring.name)!;
    assert.equal(metadata.version, CHARTS.monitoring.version);
  });

  it("Prometheus and Grafana have the Services that the stack asks", () => {
    assert.equal(find("Service", PROMETHEUS_SERVICE).spec.ports[0].port, PROMETHEUS_PORT);
    assert.equal(find("Service", GRAFANA_SERVICE).spec.ports[0].port, 80);
  });

  it("each Service selects the pods of one workload, at a port of theirs", () => {
    const workloads = all.filter(({ spec }) => spec?.template !== undefined);
    workloads.push(ofOperator());
    for (const { spec } of all.filter(({ kind }) => kind === "Service")) {
      const matching = workloads.filter((each) =>
        Object.entries(spec.selector).every(([key, value]) => each.spec.template.metadata.labels[key] === value),
      );
      assert.equal(matching.length, 1);
      const ports = matching[0]!.spec.template.spec.containers.flatMap((container: any) => container.ports);
      const { targetPort } = spec.ports[0];
      assert.ok(ports.some((port: any) => port.name === targetPort || port.containerPort === targetPort));
    }
  });

  it("every target that a measurement needs is scraped, as the values say", () => {
    const { global, scrape_configs: jobs } = configuration();
    assert.equal(global.scrape_interval, "5000ms");
    const additional = values().prometheus.prometheusSpec.additionalScrapeConfigs;
    assert.deepEqual(jobs.slice(-additional.length), additional);
    for (const { job, instance } of expectedTargets(NODES)) {
      const isScraped = jobs.some((each: any) =>
        instance === undefined
          ? each.job_name === job
          : each.static_configs?.some(({ labels }: any) => labels.job === job && labels.instance === instance),
      );
      assert.ok(isScraped, `${job} ${instance ?? ""}`);
    }
  });

  it("Prometheus' file is the one of the ConfigMap that the operator mounts, and its account may read what it scrapes", () => {
    const { spec } = ofOperator().spec.template;
    assert.ok(spec.volumes.some(({ configMap }: any) => configMap?.name === PROMETHEUS_SERVICE));
    assert.equal(spec.serviceAccountName, find("ServiceAccount", PROMETHEUS_SERVICE).metadata.name);
    assert.deepEqual(find("ClusterRoleBinding", PROMETHEUS_SERVICE).subjects, [
      { kind: "ServiceAccount", name: PROMETHEUS_SERVICE, namespace: NAMESPACE },
    ]);
  });

  it("Helm is given no StatefulSet to wait for, as with the real chart", () => {
    assert.ok(!all.some(({ kind }) => kind === "StatefulSet"));
  });

  it("the operator, Prometheus, kube-state-metrics and Grafana run on the server, and a node-exporter on every node at its own port", () => {
    const selector = { "kubernetes.io/hostname": "server" };
    for (const [kind, name] of [
      ["Deployment", `${RELEASE}-operator`],
      ["Deployment", `${RELEASE}-kube-state-metrics`],
      ["Deployment", GRAFANA_SERVICE],
    ] as const)
      assert.deepEqual(find(kind, name).spec.template.spec.nodeSelector, selector, name);
    assert.deepEqual(ofOperator().spec.template.spec.nodeSelector, selector);
    const { spec } = find("DaemonSet", `${RELEASE}-prometheus-node-exporter`).spec.template;
    assert.deepEqual([spec.hostNetwork, spec.nodeSelector], [true, undefined]);
    assert.equal(spec.containers[0].ports[0].containerPort, NODE_EXPORTER_PORT);
  });

  it("all images are the lab's", () => {
    const workloads = [...all, ofOperator()];
    const images = workloads.flatMap(
      ({ spec }) => spec?.template?.spec.containers.map(({ image }: any) => image) ?? [],
    );
    assert.equal(images.length, 5);
    for (const image of images) assert.ok((Object.values(IMAGES) as string[]).includes(image), image);
  });

  it("a change of the scrape jobs restarts Prometheus", () => {
    const checksum = (rendered: Rendered[]): string =>
      rendered.find(({ kind }) => kind === "Prometheus")!.spec.configuration.digest;
    const more = values();
    more.prometheus.prometheusSpec.additionalScrapeConfigs.pop();
    assert.notEqual(checksum(render(more)), checksum(all));
    assert.equal(checksum(render(values())), checksum(all));
  });

  it("Grafana's password comes from the secret that the values name", () => {
    const { env } = find("Deployment", GRAFANA_SERVICE).spec.template.spec.containers[0];
    const names = env.map((each: any) => each.valueFrom.secretKeyRef.name);
    assert.deepEqual(names, ["grafana-admin", "grafana-admin"]);
  });

  const refused: [title: string, change: (known: Record<string, any>) => void, expected: RegExp][] = [
    ["a component that the lab does not have", (known) => delete known.alertmanager, /'\/alertmanager\/enabled'/],
    ["a misspelt section", (known) => (known.promtheus = {}), /'promtheus' not allowed/],
    ["a misspelt setting", (known) => (known.prometheus.prometheusSpec.retain = "1d"), /'retain' not allowed/],
    ["an interval without a unit", (known) => (known.prometheus.prometheusSpec.scrapeInterval = "5"), /scrapeInterval/],
  ];
  for (const [title, change, expected] of refused)
    it(`${title} is refused`, () => {
      const known = values();
      change(known);
      assert.throws(() => render(known), expected);
    });
});
