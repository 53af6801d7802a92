import assert from "node:assert/strict";
import type { Series } from "../../../../infra/observability/prometheus/client.ts";
import { queryNamed } from "../../../../infra/observability/prometheus/queries.ts";
import { misplacedPods } from "../../../../infra/observability/prometheus/pods.ts";
import type { QueryResult, QueryResults } from "../../../../infra/observability/prometheus/readings.ts";
import { crossNodeBytes, podUsages, serviceUsage } from "../../../../infra/observability/prometheus/usage.ts";

const window = { from: 100_000, to: 200_000 };
const STEP_MS = 5_000;
const INTERVAL_MS = 5_000;

/** A pod's or node's series of 1, from one time to another. */
const series = (labels: Record<string, string>, from = window.from, to = window.to): Series => ({
  labels,
  points: Array.from({ length: (to - from) / STEP_MS + 1 }, (_, i) => ({ at: from + i * STEP_MS, value: 1 })),
});

const result = (name: string, all: Series[], rates: Record<string, string>[] = []): [string, QueryResult] => [
  name,
  {
    query: queryNamed(name),
    series: all,
    readings: rates.map((labels) => ({ name, labels, avg: 2, max: 3, total: null })),
    reason: all.length + rates.length === 0 ? "no data" : undefined,
  },
];

const [old, young, other] = ["frontend-old", "frontend-young", "cart-a"].map((pod) => ({ pod }));
const usage = (...results: [string, QueryResult][]) =>
  serviceUsage(
    new Map(results),
    "frontend",
    ["server"],
    ({ pod = "" }) => pod.startsWith("frontend"),
    window,
    INTERVAL_MS,
  );

describe("the rates of a service", () => {
  it("a sum has all pods that ran", () => {
    const { cpuCores, networkInBytes } = usage(
      result("pod_running", [series(old!), series(young!), series(other!)]),
      result("pod_cpu", [series(old!), series(young!)], [old!, young!]),
      result("pod_network_received", [], [old!, young!]),
    );
    assert.deepEqual(cpuCores, { avg: 4, max: 4 });
    assert.equal(networkInBytes.perS, 4);
  });

  it("a sum is unknown, with the pod as the reason, if a pod that replaced another has no rate yet", () => {
    const { cpuCores, networkInBytes, networkOutBytes } = usage(
      result("pod_running", [series(old!, window.from, 150_000), series(young!, 155_000)]),
      result("pod_cpu", [series(old!)], [old!]),
      result("pod_network_received", [], [old!]),
      result("pod_network_sent", []),
    );
    const reason = "the kubelet read frontend-young fewer than twice in the measured part";
    assert.deepEqual(cpuCores, { avg: null, max: null, reason });
    assert.deepEqual(networkInBytes, { total: null, perS: null, reason });
    assert.match(networkOutBytes.reason!, /read frontend-old, frontend-young fewer than twice/);
  });

  it("a pod that only its kubelet knows must have a rate as well", () => {
    const { cpuCores } = usage(
      result("pod_memory_working_set", [series(old!), series(young!)]),
      result("pod_cpu", [series(old!)], [old!]),
    );
    assert.equal(cpuCores.avg, null);
  });

  it("a pod that was replaced before the measured part is no replica in it, and changes nothing, though it has a value at the start", () => {
    const minute = { from: window.from, to: window.from + 60_000 };
    const results = new Map([
      result("pod_running", [series(old!, minute.from, minute.from), series(young!, minute.from, minute.to)]),
      result("pod_cpu", [series(young!, minute.from, minute.to)], [young!]),
    ]);
    const { cpuCores, replicas } = serviceUsage(results, "frontend", [], () => true, minute, INTERVAL_MS);
    assert.equal(cpuCores.avg, 2);
    assert.deepEqual(replicas, { avg: 1, max: 1 });
  });

  it("a pod that ran for no more than 5 % of the measured part changes nothing", () => {
    const { cpuCores } = usage(
      result("pod_running", [series(old!), series(young!, window.to)]),
      result("pod_cpu", [series(old!)], [old!]),
    );
    assert.equal(cpuCores.avg, 2);
  });

  it("rates of pods are unknown in a measured part of less than four scrapes, at most 30 s, which may hold a single reading", () => {
    const short = { from: window.from, to: window.from + 19_000 };
    const results = new Map([result("pod_cpu", [series(old!)], [old!]), result("pod_network_sent", [], [old!])]);
    const { cpuCores, networkOutBytes } = serviceUsage(results, "frontend", [], () => true, short, INTERVAL_MS);
    assert.match(cpuCores.reason!, /^the measured part is shorter than 20 s/);
    assert.deepEqual([cpuCores.avg, networkOutBytes.total], [null, null]);
    const fast = serviceUsage(results, "frontend", [], () => true, short, 1_000);
    assert.equal(fast.cpuCores.avg, 2);
  });

  it("the error of a query stays the reason", () => {
    const [name, failed] = result("pod_cpu", []);
    const { cpuCores } = usage(result("pod_running", [series(old!)]), [
      name,
      { ...failed, reason: "too many samples" },
    ]);
    assert.equal(cpuCores.reason, "too many samples");
  });
});

describe("limits of a service", () => {
  const POD = "frontend-55fd497488-59vpc";
  const OTHER = "frontend-55fd497488-xk2lp";
  const throttled = (pod: string, avg: number, max: number) => ({
    ...{ name: "pod_cpu_throttled", labels: { pod }, avg, max },
    total: null,
  });
  const withShares = (...readings: ReturnType<typeof throttled>[]): [string, QueryResult] => {
    const [name, empty] = result("pod_cpu_throttled", []);
    return [name, { ...empty, readings, reason: readings.length === 0 ? "no data" : undefined }];
  };

  it("the share of throttled periods is the mean over pods with a limit, and its maximum is that of any", () => {
    const { cpuThrottledPct } = usage(withShares(throttled(POD, 10, 20), throttled(OTHER, 30, 90)));
    assert.deepEqual(cpuThrottledPct, { avg: 20, max: 90 });
    assert.deepEqual(usage(withShares()).cpuThrottledPct, { avg: null, max: null, reason: "it has no CPU limit" });
  });

  it("replicas are the pods that run, and their maximum is the most at a time", () => {
    const { replicas } = usage(result("pod_running", [series({ pod: POD }), series({ pod: OTHER }, 155_000)]));
    assert.equal(replicas!.max, 2);
    assert.ok(replicas!.avg! > 1 && replicas!.avg! < 2);
  });

  it("each pod has its service, its node and what it used", () => {
    const of = { pod: POD, node: "worker" };
    const results: QueryResults = new Map([
      result("pod_cpu", [series(of)], [of]),
      result("pod_memory_working_set", [series(of), series({ pod: "debug", node: "server" })]),
    ]);
    const [debug, frontend] = podUsages(results, ["frontend"], window, INTERVAL_MS);
    assert.deepEqual([debug!.name, debug!.service, debug!.nodes], ["debug", null, ["server"]]);
    assert.deepEqual([frontend!.name, frontend!.service, frontend!.nodes], [POD, "frontend", ["worker"]]);
    assert.equal(frontend!.cpuCores.avg, 2);
    assert.equal(debug!.cpuCores.avg, null);
  });
});

describe("the placement during a level", () => {
  const at = (node: string, from?: number, to?: number) => series({ pod: `frontend-${node}`, node }, from, to);
  const misplaced = (...all: Series[]) =>
    misplacedPods(
      new Map([result("pod_memory_working_set", all)]),
      { name: "frontend", allowed: ["edge"] },
      () => true,
      window,
    );

  it("a service that ran on a node where the plan does not have it makes the level another topology's", () => {
    assert.deepEqual(misplaced(at("edge")), []);
    assert.deepEqual(misplaced(at("edge"), at("server", window.from, 150_000)), [
      "frontend ran on server, where the plan does not have it",
    ]);
  });

  it("a pod that was there for less than 5 % of the measured part was about to end", () => {
    assert.deepEqual(misplaced(at("edge"), at("server", window.from - 50_000, window.from)), []);
  });
});

describe("the traffic between nodes", () => {
  const of = (...nodes: string[]): QueryResults =>
    new Map([
      result(
        "node_overlay_sent",
        [],
        nodes.map((instance) => ({ instance })),
      ),
    ]);

  it("the traffic between nodes is the sum over all nodes, and unknown if one has no rate", () => {
    assert.equal(crossNodeBytes(of("server", "edge"), ["server", "edge"], window).perS, 4);
    assert.deepEqual(crossNodeBytes(of("server"), ["server", "edge"], window), {
      ...{ total: null, perS: null },
      reason: "no rate of edge",
    });
    assert.equal(crossNodeBytes(of(), ["server", "edge"], window).reason, "no data");
  });

  it("the traffic between nodes is known while pods run, whose rates have nothing to do with it", () => {
    const results: QueryResults = new Map([
      ...of("server"),
      result("pod_running", [series({ namespace: "boutique", pod: "cart-1" })]),
    ]);
    assert.equal(crossNodeBytes(results, ["server"], window).perS, 2);
  });
});
