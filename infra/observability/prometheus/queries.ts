/**
 * The PromQL catalogue: what is read from a Kubernetes cluster around each load level, and what its dashboards show.
 *
 * `$window` is the range that a rate looks back over: a whole level (minus its warm-up) for summaries, a short window
 * for series, five minutes on dashboards. `$namespace` is the workload's namespace. docs/metrics.md lists the catalogue;
 * a test compares the two. Pure.
 */
import type { Unit } from "../../../base/format.ts";

/**
 * How one value per level is computed from a query.
 * - `rate`: average exactly over the level, by `$window`; maximum of the short-window series.
 * - `gauge`: average and maximum of the series.
 * - `count`: increase from the level's first point to its last.
 */
export type Aggregation = "rate" | "gauge" | "count";

export interface MetricQuery {
  name: string;
  help: string;
  unit: Unit;
  per: "pod" | "node";
  aggregation: Aggregation;
  query: string;
}

/** Containers only: neither the pod's total, which counts everything twice, nor its pause container. */
const CONTAINERS = `namespace="$namespace",container!="",container!="POD"`;
/** Network counters exist per pod, not per container. */
const PODS = `namespace="$namespace",pod!=""`;
/** Traffic of the machine itself: neither loopback nor traffic between its pods. */
const NETWORK_CARDS = `device!~"lo|veth.*|cni.*|flannel.*|docker.*|tunl.*|kube.*"`;
const OVERLAY = `device=~"flannel.*"`;
/** Whole disks: what is built of them, such as partitions of a volume group, would count twice. */
const DISKS = `device!~"loop.*|ram.*|dm-.*|md.*|sr.*"`;

const podRate = (metric: string, selector: string): string =>
  `sum by (pod, node) (rate(${metric}{${selector}}[$window]))`;
const nodeRate = (metric: string, selector: string): string =>
  `sum by (instance) (rate(${metric}{${selector}}[$window]))`;

const CPU = podRate("container_cpu_usage_seconds_total", CONTAINERS);
const WORKING_SET = `sum by (pod, node) (container_memory_working_set_bytes{${CONTAINERS}})`;

/** Requests and limits have the node label of kube-state-metrics itself: only the pod label matches on both sides. */
const declared = (kind: "requests" | "limits", resource: "cpu" | "memory"): string =>
  `sum by (pod) (kube_pod_container_resource_${kind}{namespace="$namespace",resource="${resource}"})`;
const shareOf = (used: string, kind: "requests" | "limits", resource: "cpu" | "memory"): string =>
  `100 * ${used} / on (pod) group_left () ${declared(kind, resource)}`;

const RESTARTS = `sum by (pod) (kube_pod_container_status_restarts_total{${PODS}})`;

const entry =
  (per: MetricQuery["per"]) =>
  (name: string, unit: Unit, aggregation: Aggregation, query: string, help: string): MetricQuery => ({
    name,
    unit,
    per,
    aggregation,
    query,
    help,
  });
const pod = entry("pod");
const node = entry("node");

const POD_QUERIES = [
  pod("pod_cpu", "cores", "rate", CPU, "CPU used"),
  pod(
    "pod_memory",
    "bytes",
    "gauge",
    `sum by (pod, node) (container_memory_usage_bytes{${CONTAINERS}})`,
    "Memory used, page cache included",
  ),
  pod(
    "pod_memory_working_set",
    "bytes",
    "gauge",
    WORKING_SET,
    "Memory that the kernel cannot take back: what limits apply to",
  ),
  pod(
    "pod_disk_read",
    "bytes/s",
    "rate",
    podRate("container_fs_reads_bytes_total", CONTAINERS),
    "Bytes read from disks",
  ),
  pod(
    "pod_disk_written",
    "bytes/s",
    "rate",
    podRate("container_fs_writes_bytes_total", CONTAINERS),
    "Bytes written to disks",
  ),
  pod(
    "pod_network_received",
    "bytes/s",
    "rate",
    podRate("container_network_receive_bytes_total", PODS),
    "Bytes received",
  ),
  pod("pod_network_sent", "bytes/s", "rate", podRate("container_network_transmit_bytes_total", PODS), "Bytes sent"),
  pod("pod_restarts", "count", "count", RESTARTS, "Containers restarted"),
  pod(
    "pod_running",
    "count",
    "gauge",
    `max by (pod) (kube_pod_status_phase{${PODS},phase="Running"}) == 1`,
    "1 while the pod runs: each such pod must have a rate",
  ),
  pod(
    "pod_oom_kills",
    "count",
    "count",
    // kube-state-metrics exports the reason only once there is one: a known pod that was never killed has 0.
    `max by (pod) (kube_pod_container_status_last_terminated_reason{${PODS},reason="OOMKilled"}) or 0 * ${RESTARTS}`,
    "Whether a container was first killed for lack of memory",
  ),
  pod(
    "pod_cpu_throttled",
    "%",
    "rate",
    `100 * ${podRate("container_cpu_cfs_throttled_periods_total", CONTAINERS)} / ${podRate("container_cpu_cfs_periods_total", CONTAINERS)}`,
    "Scheduling periods in which the CPU limit held a container back",
  ),
  pod("pod_cpu_of_request", "%", "rate", shareOf(CPU, "requests", "cpu"), "CPU used, of what is requested"),
  pod("pod_cpu_of_limit", "%", "rate", shareOf(CPU, "limits", "cpu"), "CPU used, of the limit"),
  pod(
    "pod_memory_of_request",
    "%",
    "gauge",
    shareOf(WORKING_SET, "requests", "memory"),
    "Working set, of what is requested",
  ),
  pod("pod_memory_of_limit", "%", "gauge", shareOf(WORKING_SET, "limits", "memory"), "Working set, of the limit"),
  pod("pod_cpu_limit", "cores", "gauge", declared("limits", "cpu"), "CPU limit"),
  pod("pod_memory_limit", "bytes", "gauge", declared("limits", "memory"), "Memory limit"),
  pod("pod_cpu_request", "cores", "gauge", declared("requests", "cpu"), "CPU requested"),
  pod("pod_memory_request", "bytes", "gauge", declared("requests", "memory"), "Memory requested"),
];

const NODE_QUERIES = [
  node("node_cpu", "cores", "rate", nodeRate("node_cpu_seconds_total", `mode!="idle"`), "CPU not idle"),
  node(
    "node_cpu_percent",
    "%",
    "rate",
    `100 - 100 * avg by (instance) (rate(node_cpu_seconds_total{mode="idle"}[$window]))`,
    "CPU not idle, of all cores",
  ),
  node(
    "node_cpu_stolen",
    "%",
    "rate",
    `100 * avg by (instance) (rate(node_cpu_seconds_total{mode="steal"}[$window]))`,
    "CPU that the hypervisor gave to others, of all cores",
  ),
  node(
    "node_memory",
    "bytes",
    "gauge",
    `sum by (instance) (node_memory_MemTotal_bytes - node_memory_MemAvailable_bytes)`,
    "Memory not available to new programs",
  ),
  node(
    "node_memory_percent",
    "%",
    "gauge",
    `100 * sum by (instance) (node_memory_MemTotal_bytes - node_memory_MemAvailable_bytes) / sum by (instance) (node_memory_MemTotal_bytes)`,
    "Memory not available to new programs, of all",
  ),
  node(
    "node_network_received",
    "bytes/s",
    "rate",
    nodeRate("node_network_receive_bytes_total", NETWORK_CARDS),
    "Bytes received by the machine's network cards",
  ),
  node(
    "node_network_sent",
    "bytes/s",
    "rate",
    nodeRate("node_network_transmit_bytes_total", NETWORK_CARDS),
    "Bytes sent by the machine's network cards",
  ),
  node(
    "node_overlay_received",
    "bytes/s",
    "rate",
    nodeRate("node_network_receive_bytes_total", OVERLAY),
    "Bytes that pods received from other nodes",
  ),
  node(
    "node_overlay_sent",
    "bytes/s",
    "rate",
    nodeRate("node_network_transmit_bytes_total", OVERLAY),
    "Bytes that pods sent to other nodes",
  ),
  node("node_disk_read", "bytes/s", "rate", nodeRate("node_disk_read_bytes_total", DISKS), "Bytes read from disks"),
  node(
    "node_disk_written",
    "bytes/s",
    "rate",
    nodeRate("node_disk_written_bytes_total", DISKS),
    "Bytes written to disks",
  ),
  node(
    "node_ready",
    "count",
    "gauge",
    `max by (instance) (label_replace(kube_node_status_condition{condition="Ready",status="true"}, "instance", "$1", "node", "(.*)"))`,
    "1 while the node is Ready",
  ),
];

export const CATALOGUE: readonly MetricQuery[] = [...POD_QUERIES, ...NODE_QUERIES];

/** @throws {RangeError} for a name that is not in the catalogue: a mistake in the program */
export function queryNamed(name: string): MetricQuery {
  const found = CATALOGUE.find((query) => query.name === name);
  if (!found) throw new RangeError(`the catalogue has no query "${name}"`);
  return found;
}
