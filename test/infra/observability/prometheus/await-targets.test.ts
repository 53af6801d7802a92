import assert from "node:assert/strict";
import type { RequestListener } from "node:http";
import { checkReady } from "../../../../infra/observability/readiness.ts";
import {
  awaitTargets,
  unreadyPods,
  type AwaitTools,
} from "../../../../infra/observability/prometheus/await-targets.ts";
import type { PrometheusSource } from "../../../../infra/observability/source.ts";
import { startServer, type TestServer } from "../../../helpers/misbehaving-server.ts";
import { createAuthority, kubeconfigOf, startTlsServer, type TlsServer } from "../../kubernetes/tls-server.ts";

const INTERVAL_MS = 5_000;
const MINUTE_MS = 60_000;

/** An answer with the state of the kubelet's target. */
const up = (value: string): string =>
  JSON.stringify({
    status: "success",
    data: {
      resultType: "vector",
      result: [
        { metric: { __name__: "up", job: "kubelet", instance: "edge" }, value: [1, value] },
        { metric: { __name__: "up", job: "kube-state-metrics", instance: "x" }, value: [1, "1"] },
      ],
    },
  });

/** Time passes only while it sleeps. */
function virtual(isStopped: () => boolean = () => false) {
  let nowMs = 0;
  const said: string[] = [];
  const tools: AwaitTools = {
    clock: { now: () => nowMs, sleep: (ms) => Promise.resolve(void (nowMs += ms)) },
    say: (line) => void said.push(line),
    isStopped,
  };
  return { tools, said };
}

const sourceAt = (access: PrometheusSource["access"], intervalMs = INTERVAL_MS): PrometheusSource => ({
  ...{ kind: "prometheus", namespace: "boutique", nodes: [], services: [], intervalMs, access },
  targets: [{ job: "kubelet", instance: "edge" }, { job: "kube-state-metrics" }],
});

describe("awaitTargets at an URL", () => {
  let server: TestServer;
  let answers: (string | number)[];
  beforeEach(async () => {
    server = await startServer((_request, response) => {
      const answer = answers.length > 1 ? answers.shift()! : answers[0]!;
      response.writeHead(typeof answer === "number" ? answer : 200, { "content-type": "application/json" });
      response.end(typeof answer === "number" ? "" : answer);
    });
  });
  afterEach(() => server.close());

  it("targets may take some intervals until their first scrape, after Prometheus answers", async () => {
    answers = [503, up("0"), up("1")];
    const { tools, said } = virtual();
    assert.deepEqual(await awaitTargets(sourceAt({ url: server.url }), tools), { problems: [], waitedMs: 10_000 });
    assert.match(said[0]!, /^waiting for Prometheus does not answer: HTTP 503/);
    assert.equal(said[1], "waiting for kubelet of edge is down");
  });

  it("targets that stay down are named after a minute, however short the scrape interval is", async () => {
    answers = [up("0")];
    for (const [intervalMs, waitedMs] of [
      [200, MINUTE_MS],
      [INTERVAL_MS, MINUTE_MS],
      [15_000, 3 * MINUTE_MS],
    ] as const)
      assert.deepEqual(await awaitTargets(sourceAt({ url: server.url }, intervalMs), virtual().tools), {
        problems: ["kubelet of edge is down"],
        waitedMs,
      });
  });

  it("Prometheus gets ten minutes to answer", async () => {
    answers = [500];
    const { problems, waitedMs } = await awaitTargets(sourceAt({ url: server.url }), virtual().tools);
    assert.match(problems[0]!, /^Prometheus does not answer: HTTP 500/);
    assert.equal(waitedMs, 10 * MINUTE_MS);
  });

  it("a wait ends when it is stopped", async () => {
    answers = [500];
    const { waitedMs } = await awaitTargets(sourceAt({ url: server.url }), virtual(() => true).tools);
    assert.equal(waitedMs, 0);
  });

  it("an error says how long the wait was and what is missing", async () => {
    answers = [up("0")];
    await assert.rejects(checkReady(sourceAt({ url: server.url }), virtual().tools), {
      code: "WORKLOAD_NOT_READY",
      message: /^The cluster is not ready for load after 1 min; no request was sent:\n {2}- kubelet of edge is down\n/,
    });
  });
});

describe("awaitTargets through an API server", () => {
  const authority = createAuthority();
  let server: TlsServer;
  const open = async (listener: RequestListener): Promise<PrometheusSource> => {
    server = await startTlsServer(authority, "localhost", listener, true);
    return sourceAt({
      kubeconfig: kubeconfigOf(`https://localhost:${server.port}`, authority.caPem, authority.issue("admin")),
    });
  };
  afterEach(() => server.close());
  const PULLING = {
    metadata: {
      namespace: "observability",
      name: "prometheus-observability-prometheus-0",
      creationTimestamp: "2026-05-01T12:00:00Z",
    },
    spec: { nodeName: "server", containers: [{ name: "prometheus" }] },
    status: {
      phase: "Pending",
      initContainerStatuses: [{ name: "init", image: "quay.io/init:1", ready: false, state: { running: {} } }],
      containerStatuses: [
        {
          ...{ name: "prometheus", image: "quay.io/prometheus:v3", ready: false },
          state: { waiting: { reason: "ImagePullBackOff" } },
        },
      ],
    },
  };

  it("a Prometheus whose image cannot be pulled is named with its pod and image", async () => {
    const source = await open((request, response) => {
      if (request.url!.endsWith("/pods")) return void response.end(JSON.stringify({ items: [PULLING] }));
      response.writeHead(503).end(`{"kind":"Status","message":"no endpoints available for service"}`);
    });
    const { problems } = await awaitTargets(source, virtual().tools);
    assert.equal(
      problems[0],
      "pod prometheus-observability-prometheus-0 in monitoring: ImagePullBackOff of quay.io/prometheus:v3",
    );
    assert.match(problems[1]!, /no endpoints available/);
  });

  it("an API server that does not answer is waited for two minutes", async () => {
    const source = await open((_request, response) => void response.writeHead(500).end());
    const { problems, waitedMs } = await awaitTargets(source, virtual().tools);
    assert.match(problems[0]!, /^the Kubernetes API does not answer: GET /);
    assert.equal(waitedMs, 2 * MINUTE_MS);
  });
});

describe("unreadyPods", () => {
  const pod = (name: string, own: object = {}) => ({
    ...{ name, service: "", node: "server", ready: true, isTerminating: false, waitingReason: null, createdAt: 0 },
    ...own,
  });

  it("pods that are not ready are named with the reason, or with where they are", () => {
    const prometheus = pod("prometheus-observability-prometheus-0", { ready: false });
    const pending = pod("grafana-1", { ready: false, node: null, waitingReason: "0/1 nodes: Insufficient memory." });
    assert.deepEqual(unreadyPods([prometheus, pending, pod("ready")]), [
      "pod prometheus-observability-prometheus-0 in monitoring: not ready on server",
      "pod grafana-1 in monitoring: 0/1 nodes: Insufficient memory.",
    ]);
  });

  it("a missing pod of Prometheus is a problem of its operator", () => {
    assert.match(
      unreadyPods([pod("observability-operator-1")])[0]!,
      /^Prometheus has no pod in monitoring: its operator/,
    );
  });
});
