import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import type { RequestListener } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readWindow, SERIES_FILE, writeSeries } from "../../../../infra/observability/prometheus/read-window.ts";
import { expectedTargets, scrapeJobs } from "../../../../infra/observability/kube-prometheus/chart.ts";
import type { PrometheusSource } from "../../../../infra/observability/source.ts";
import type { Window } from "../../../../infra/observability/window.ts";
import { eventually, soundAttempt } from "../../../helpers/eventually.ts";
import { startServer, type TestServer } from "../../../helpers/misbehaving-server.ts";
import { createAuthority, kubeconfigOf, startTlsServer, type TlsServer } from "../../kubernetes/tls-server.ts";
import { needsPrometheus } from "./promtool.ts";
import { startNodeExporter, startPrometheus, type Started } from "./real-prometheus.ts";

const INTERVAL_MS = 1_000;
const POD = 'namespace="boutique",pod="frontend-55fd497488-59vpc"';
const TOKEN = "prometheus-token";
const MIB = 2 ** 20;
const PROXY = "/api/v1/namespaces/monitoring/services/observability-prometheus:9090/proxy";

/** A kubelet's metrics page, for clients with Prometheus' token. */
const cadvisor =
  (tokens: string[]): RequestListener =>
  (request, response) => {
    tokens.push(request.headers.authorization ?? "");
    if (request.headers.authorization !== `Bearer ${TOKEN}`) return void response.writeHead(401).end();
    const container = `${POD},container="server"`;
    response.end(
      [
        `container_cpu_usage_seconds_total{${container}} ${performance.now() / 2000}`,
        `container_memory_working_set_bytes{${container}} ${100 * MIB}`,
        `container_network_receive_bytes_total{${POD},interface="eth0"} 7`,
        "",
      ].join("\n"),
    );
  };

const kubeStateMetrics: RequestListener = (_, response) =>
  void response.end(
    [
      `kube_pod_container_resource_limits{${POD},node="server",resource="memory"} ${200 * MIB}`,
      `kube_pod_container_status_restarts_total{${POD},container="server"} 3`,
      "",
    ].join("\n"),
  );

describe("a real Prometheus with the scrape jobs of a plan, read through an API server", function () {
  this.timeout(60_000);
  const authority = createAuthority();
  const tokens = { server: [] as string[], impostor: [] as string[] };
  const closing: { close(): Promise<void> }[] = [];
  const started = <T extends { close(): Promise<void> }>(what: T): T => (closing.push(what), what);
  let folder: string;
  let source: PrometheusSource;
  let window: Window;

  before(async function () {
    needsPrometheus(this, "prometheus", "prometheus-node-exporter");
    folder = await mkdtemp(join(tmpdir(), "stackmark-test-"));
    await writeFile(join(folder, "token"), TOKEN);
    await writeFile(join(folder, "ca.crt"), authority.caPem);
    const kubelet = started(await startTlsServer(authority, "server", cadvisor(tokens.server), false));
    const impostor = started(await startTlsServer(authority, "another-node", cadvisor(tokens.impostor), false));
    const exporter = started(await startNodeExporter());
    const states = started(await startServer(kubeStateMetrics));
    const prometheus = started(await startPrometheus(jobs(kubelet, impostor, exporter, states), INTERVAL_MS));
    const apiServer = started(await startTlsServer(authority, "localhost", proxyTo(prometheus.url), true));
    const kubeconfig = kubeconfigOf(`https://localhost:${apiServer.port}`, authority.caPem, authority.issue("admin"));
    source = {
      kind: "prometheus",
      access: { kubeconfig },
      namespace: "boutique",
      nodes: [{ name: "server", cpus: 2, memoryMiB: 2048 }],
      services: [{ name: "frontend", nodes: ["server"], allowed: ["server"] }],
      targets: expectedTargets([{ name: "server" }]),
      intervalMs: INTERVAL_MS,
    };
    await eventually(() => tokens.server.length > 0, "the kubelet is asked");
    ({ window } = await soundAttempt(
      async () => {
        const from = Date.now() + INTERVAL_MS;
        const asked = tokens.server.length;
        await eventually(() => Date.now() > from && tokens.server.length > asked + 5, "it is asked for a while");
        const own = { from, to: Date.now() };
        return { window: own, invalid: (await readWindow(source, own, { queries: [] })).invalid };
      },
      ({ invalid }) => invalid.length === 0,
    ));
  });

  after(async () => {
    await Promise.all(closing.map((each) => each.close()));
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  /** The plan's jobs, except for ports, the folder of Prometheus' account, and fields that Debian's Prometheus does not know. */
  function jobs(kubelet: TlsServer, impostor: TlsServer, exporter: Started & { address: string }, states: TestServer) {
    const nodes = ["server", "edge-node"].map((name) => ({ name, scrapeAddress: "127.0.0.1" }));
    const [first, second, exporters] = JSON.parse(
      JSON.stringify(scrapeJobs(nodes)).replaceAll("/var/run/secrets/kubernetes.io/serviceaccount", folder),
    );
    for (const [job, { port }] of [
      [first, kubelet],
      [second, impostor],
    ] as const) {
      job.static_configs[0].targets = [`127.0.0.1:${port}`];
      delete job.track_timestamps_staleness;
    }
    exporters.static_configs = [{ ...exporters.static_configs[0], targets: [exporter.address] }];
    const own = { job_name: "kube-state-metrics", honor_labels: true };
    return [first, second, exporters, { ...own, static_configs: [{ targets: [new URL(states.url).host] }] }];
  }

  const proxyTo =
    (url: string): RequestListener =>
    (request, response) => {
      if (!request.url!.startsWith(PROXY)) return void response.writeHead(404).end();
      void fetch(url + request.url!.slice(PROXY.length)).then(async (answer) => {
        response.writeHead(answer.status).end(await answer.text());
      });
    };

  it("readings of pods, limits and nodes have the plan's names", async () => {
    const { summary, invalid, readings } = await readWindow(source, window);
    assert.deepEqual(invalid, []);
    const [frontend] = summary.services;
    assert.ok(frontend!.cpuCores.avg! > 0);
    assert.deepEqual(frontend!.memoryBytes, { avg: 100 * MIB, max: 100 * MIB });
    assert.deepEqual(frontend!.memoryPct, { avg: 50, max: 50 });
    assert.equal(frontend!.cpuPct.reason, "it has no CPU limit");
    assert.equal(frontend!.memoryRequestPct!.reason, "it requests no memory");
    assert.deepEqual(frontend!.networkInBytes, { total: 0, perS: 0 });
    assert.equal(frontend!.restarts, 0, "three restarts before the window are not of it");
    assert.equal(summary.nodes[0]!.restarts, 0);
    assert.ok(summary.nodes[0]!.cpuPct.avg! > 0);
    const share = readings.find(({ name }) => name === "pod_memory_of_limit")!;
    assert.deepEqual([share.labels.node, share.avg], ["server", 50]);
  });

  it("Prometheus sends no token to a node that cannot prove its name, and that node makes the run invalid", async () => {
    assert.ok(tokens.server.every((token) => token === `Bearer ${TOKEN}`));
    assert.deepEqual(tokens.impostor, []);
    const targets = expectedTargets([{ name: "edge-node" }]).filter(({ job }) => job === "kubelet");
    const { invalid } = await readWindow({ ...source, targets }, window, { queries: [] });
    assert.match(invalid[0]!, /^kubelet of edge-node was down in (\d+) of \1 scrapes/);
  });

  it("every series and value is written as one line in the cell's folder", async () => {
    const reading = await readWindow(source, window);
    await writeSeries(folder, reading);
    const rows = (await readFile(join(folder, SERIES_FILE), "utf8"))
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    assert.equal(rows.length, reading.lines.length + reading.readings.length);
    const memory = rows.find(({ kind, name }) => kind === "series" && name === "pod_memory_working_set");
    assert.deepEqual([memory.unit, memory.labels.node], ["bytes", "server"]);
    assert.ok(memory.points.every(([at, value]: [number, number]) => at >= window.from && value === 100 * MIB));
  });
});
