import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { expand } from "../../../../infra/observability/prometheus/expand.ts";
import { CATALOGUE, queryNamed } from "../../../../infra/observability/prometheus/queries.ts";
import { temporaryFolder } from "../../../helpers/temporary.ts";
import { needsPrometheus, promtool } from "./promtool.ts";

const MINUTE = "1m";

/** A cluster at work: two pods on `server`, one on `worker`, another namespace's pod, and a pod without limits. */
const SERIES: Record<string, string> = {
  // 0.5 cores in two containers; the pod's total and its pause container must not be counted.
  'container_cpu_usage_seconds_total{namespace="boutique",pod="frontend-a",node="server",container="server"}': "0+2x60",
  'container_cpu_usage_seconds_total{namespace="boutique",pod="frontend-a",node="server",container="proxy"}':
    "0+0.5x60",
  'container_cpu_usage_seconds_total{namespace="boutique",pod="frontend-a",node="server",container=""}': "0+99x60",
  'container_cpu_usage_seconds_total{namespace="boutique",pod="frontend-a",node="server",container="POD"}': "0+99x60",
  'container_cpu_usage_seconds_total{namespace="boutique",pod="cart-b",node="worker",container="server"}': "0+1x60",
  'container_cpu_usage_seconds_total{namespace="kube-system",pod="dns-c",node="server",container="dns"}': "0+5x60",
  'container_memory_usage_bytes{namespace="boutique",pod="frontend-a",node="server",container="server"}': "300x60",
  'container_memory_usage_bytes{namespace="boutique",pod="frontend-a",node="server",container=""}': "999x60",
  'container_memory_working_set_bytes{namespace="boutique",pod="frontend-a",node="server",container="server"}':
    "100x60",
  'container_memory_working_set_bytes{namespace="boutique",pod="cart-b",node="worker",container="server"}': "64x60",
  'container_fs_reads_bytes_total{namespace="boutique",pod="frontend-a",node="server",container="server",device="sda"}':
    "0+50x60",
  'container_fs_reads_bytes_total{namespace="boutique",pod="frontend-a",node="server",container="",device="sda"}':
    "0+50x60",
  'container_fs_writes_bytes_total{namespace="boutique",pod="frontend-a",node="server",container="server",device="sda"}':
    "0+25x60",
  'container_network_receive_bytes_total{namespace="boutique",pod="frontend-a",node="server",interface="eth0"}':
    "0+500x60",
  'container_network_transmit_bytes_total{namespace="boutique",pod="frontend-a",node="server",interface="eth0"}':
    "0+250x60",
  'kube_pod_container_status_restarts_total{namespace="boutique",pod="frontend-a",container="server",instance="10.0.0.9:8080"}':
    "3x60",
  'kube_pod_container_status_restarts_total{namespace="boutique",pod="cart-b",container="server",instance="10.0.0.9:8080"}':
    "0x60",
  'kube_pod_container_status_last_terminated_reason{namespace="boutique",pod="frontend-a",reason="OOMKilled"}': "1x60",
  'kube_pod_status_phase{namespace="boutique",pod="frontend-a",phase="Running",instance="10.0.0.9:8080"}': "1x60",
  'kube_pod_status_phase{namespace="boutique",pod="frontend-a",phase="Pending",instance="10.0.0.9:8080"}': "0x60",
  'kube_pod_status_phase{namespace="boutique",pod="cart-b",phase="Running",instance="10.0.0.9:8080"}': "0x60",
  'container_cpu_cfs_throttled_periods_total{namespace="boutique",pod="frontend-a",node="server",container="server"}':
    "0+10x60",
  'container_cpu_cfs_periods_total{namespace="boutique",pod="frontend-a",node="server",container="server"}': "0+50x60",
  'kube_pod_container_resource_requests{namespace="boutique",pod="frontend-a",node="server",resource="cpu",instance="10.0.0.9:8080"}':
    "0.25x60",
  'kube_pod_container_resource_limits{namespace="boutique",pod="frontend-a",node="server",resource="cpu",instance="10.0.0.9:8080"}':
    "1x60",
  'kube_pod_container_resource_requests{namespace="boutique",pod="frontend-a",node="server",resource="memory",instance="10.0.0.9:8080"}':
    "50x60",
  'kube_pod_container_resource_limits{namespace="boutique",pod="frontend-a",node="server",resource="memory",instance="10.0.0.9:8080"}':
    "200x60",
  'node_cpu_seconds_total{instance="server",cpu="0",mode="idle"}': "0+1.25x60",
  'node_cpu_seconds_total{instance="server",cpu="0",mode="user"}': "0+2.5x60",
  'node_cpu_seconds_total{instance="server",cpu="0",mode="steal"}': "0+1.25x60",
  'node_cpu_seconds_total{instance="server",cpu="1",mode="idle"}': "0+3.75x60",
  'node_cpu_seconds_total{instance="server",cpu="1",mode="user"}': "0+1.25x60",
  'node_cpu_seconds_total{instance="server",cpu="1",mode="steal"}': "0x60",
  'node_memory_MemTotal_bytes{instance="server"}': "1000x60",
  'node_memory_MemAvailable_bytes{instance="server"}': "250x60",
  'node_network_receive_bytes_total{instance="server",device="eth0"}': "0+1000x60",
  'node_network_receive_bytes_total{instance="server",device="cni0"}': "0+9999x60",
  'node_network_receive_bytes_total{instance="server",device="flannel.1"}': "0+100x60",
  'node_network_transmit_bytes_total{instance="server",device="eth0"}': "0+2000x60",
  'node_network_transmit_bytes_total{instance="server",device="lo"}': "0+9999x60",
  'node_network_transmit_bytes_total{instance="server",device="flannel-wg"}': "0+200x60",
  'node_disk_read_bytes_total{instance="server",device="sda"}': "0+50x60",
  'node_disk_read_bytes_total{instance="server",device="dm-0"}': "0+50x60",
  'node_disk_written_bytes_total{instance="server",device="sda"}': "0+25x60",
  'kube_node_status_condition{node="server",condition="Ready",status="true",instance="10.0.0.9:8080"}': "1x60",
  'kube_node_status_condition{node="server",condition="Ready",status="false",instance="10.0.0.9:8080"}': "0x60",
};

const A = '{node="server", pod="frontend-a"}';
const B = '{node="worker", pod="cart-b"}';
const SERVER = '{instance="server"}';
/** The expected result of each query; steps are 5 s, so `0+2` is 0.4 per second. */
const EXPECTED: Record<string, Record<string, number>> = {
  pod_cpu: { [A]: 0.5, [B]: 0.2 },
  pod_memory: { [A]: 300 },
  pod_memory_working_set: { [A]: 100, [B]: 64 },
  pod_disk_read: { [A]: 10 },
  pod_disk_written: { [A]: 5 },
  pod_network_received: { [A]: 100 },
  pod_network_sent: { [A]: 50 },
  pod_restarts: { '{pod="frontend-a"}': 3, '{pod="cart-b"}': 0 },
  pod_running: { '{pod="frontend-a"}': 1 },
  pod_oom_kills: { '{pod="frontend-a"}': 1, '{pod="cart-b"}': 0 },
  pod_cpu_throttled: { [A]: 20 },
  // A pod without requests and limits has no share of them, not a share of 0.
  pod_cpu_of_request: { [A]: 200 },
  pod_cpu_of_limit: { [A]: 50 },
  pod_memory_of_request: { [A]: 200 },
  pod_memory_of_limit: { [A]: 50 },
  pod_cpu_limit: { '{pod="frontend-a"}': 1 },
  pod_memory_limit: { '{pod="frontend-a"}': 200 },
  pod_cpu_request: { '{pod="frontend-a"}': 0.25 },
  pod_memory_request: { '{pod="frontend-a"}': 50 },
  node_cpu: { [SERVER]: 1 },
  node_cpu_percent: { [SERVER]: 50 },
  node_cpu_stolen: { [SERVER]: 12.5 },
  node_memory: { [SERVER]: 750 },
  node_memory_percent: { [SERVER]: 75 },
  node_network_received: { [SERVER]: 200 },
  node_network_sent: { [SERVER]: 400 },
  node_overlay_received: { [SERVER]: 20 },
  node_overlay_sent: { [SERVER]: 40 },
  node_disk_read: { [SERVER]: 10 },
  node_disk_written: { [SERVER]: 5 },
  node_ready: { [SERVER]: 1 },
};

describe("the PromQL catalogue", () => {
  const folder = temporaryFolder();

  it("docs/metrics.md lists exactly the queries of the catalogue", () => {
    const page = readFileSync(join(import.meta.dirname, "../../../../docs/metrics.md"), "utf8");
    const rows = [...page.matchAll(/^\| (pod|node) \| `(\w+)` \| (\S+) \| (\S+) \| (.*) \| `(.*)` \|$/gm)];
    const listed = rows.map(([, per, name, unit, aggregation, help, query]) => {
      return { name, per, unit, aggregation, help, query: query!.replaceAll("\\|", "|") };
    });
    assert.deepEqual(
      listed,
      CATALOGUE.map(({ name, per, unit, aggregation, help, query }) => ({ name, per, unit, aggregation, help, query })),
    );
  });

  it("the names in the catalogue are unique, and each query is found by its name", () => {
    for (const query of CATALOGUE) assert.equal(queryNamed(query.name), query);
    assert.throws(() => queryNamed("pod_cpus"), RangeError);
  });

  it("only rates in the catalogue look back over a range, which is $window", () => {
    for (const { name, query, aggregation } of CATALOGUE) {
      assert.equal(query.includes("[$window]"), aggregation === "rate", name);
      assert.doesNotMatch(query.replaceAll("[$window]", ""), /\[/, name);
    }
  });

  it("Prometheus evaluates the queries of the catalogue to the known usage of a cluster", async function () {
    needsPrometheus(this, "promtool");
    const tests = {
      evaluation_interval: "5s",
      tests: [
        {
          interval: "5s",
          input_series: Object.entries(SERIES).map(([series, values]) => ({ series, values })),
          promql_expr_test: CATALOGUE.map(({ name, query }) => ({
            expr: expand(query, { window: MINUTE, namespace: "boutique" }),
            eval_time: "5m",
            exp_samples: Object.entries(EXPECTED[name]!).map(([labels, value]) => ({ labels, value })),
          })),
        },
      ],
    };
    const path = join(folder.path, "catalogue.yaml");
    await writeFile(path, stringify(tests, { lineWidth: 0 }));
    assert.match(await promtool("test", "rules", path), /SUCCESS/);
  });
});
