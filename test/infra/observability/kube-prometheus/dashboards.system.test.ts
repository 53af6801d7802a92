import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { dashboards } from "../../../../infra/observability/kube-prometheus/dashboards.ts";
import { temporaryFolder } from "../../../helpers/temporary.ts";
import { needsPrometheus, promtool } from "../prometheus/promtool.ts";

interface Panel {
  id: number;
  title: string;
  type: string;
  gridPos: { x: number; y: number; w: number; h: number };
  datasource: { uid: string };
  targets: { expr: string; refId: string; legendFormat: string }[];
}
interface Page {
  id: null;
  uid: string;
  title: string;
  schemaVersion: number;
  panels: Panel[];
  templating: { list: { name: string; current: { value: string } }[] };
}

/** The metrics that identify the nine queries. */
const QUERIED_METRICS = [
  "container_memory_usage_bytes",
  "container_fs_reads_bytes_total",
  "container_fs_writes_bytes_total",
  "container_network_receive_bytes_total",
  "container_network_transmit_bytes_total",
  "kube_pod_container_status_restarts_total",
  "container_cpu_usage_seconds_total",
  'node_cpu_seconds_total{mode="idle"}',
  "node_memory_MemAvailable_bytes",
];

describe("the dashboards", () => {
  const folder = temporaryFolder();
  const pages = dashboards("boutique").map(({ name, json }) => ({ name, page: JSON.parse(json) as Page }));
  const panels = pages.flatMap(({ page }) => page.panels);
  const exprs = panels.map(({ targets }) => targets[0]!.expr);

  it("the dashboards show nine queries over five minutes", () => {
    for (const metric of QUERIED_METRICS)
      assert.ok(
        exprs.some((expr) => expr.includes(metric)),
        metric,
      );
    const rates = exprs.filter((expr) => expr.includes("rate("));
    assert.ok(rates.length > 0);
    for (const expr of rates) assert.match(expr, /\[5m\]/);
  });

  it("the dashboards show CPU and memory relative to requests and limits", () => {
    for (const kind of ["requests", "limits"])
      for (const resource of ["cpu", "memory"])
        assert.ok(
          exprs.some(
            (expr) => expr.includes(`kube_pod_container_resource_${kind}`) && expr.includes(`resource="${resource}"`),
          ),
          `${resource} of ${kind}`,
        );
  });

  it("dashboards have stable uids, which links use, within Grafana's limit of 40 characters", () => {
    const uids = pages.map(({ page }) => page.uid);
    assert.deepEqual(uids, ["stackmark-pods", "stackmark-nodes", "stackmark-limits"]);
    for (const uid of uids) assert.ok(uid.length <= 40);
    assert.ok(
      pages.every(({ page }) => page.id === null),
      "no id: it is Grafana's to give",
    );
  });

  it("dashboards have the workload's namespace as a variable, which every pod's query uses", () => {
    for (const { page } of pages)
      assert.deepEqual(
        page.templating.list.map(({ name, current }) => [name, current.value]),
        [["namespace", "boutique"]],
      );
    const ofPods = exprs.filter((expr) => expr.includes("pod"));
    assert.ok(ofPods.length > 0);
    for (const expr of ofPods) assert.match(expr, /namespace="\$namespace"/);
  });

  it("dashboards arrange panels without overlap, each with its own id", () => {
    for (const { name, page } of pages) {
      assert.equal(new Set(page.panels.map(({ id }) => id)).size, page.panels.length, name);
      const cells = page.panels.flatMap(({ gridPos: { x, y, w, h } }) => {
        assert.ok(x + w <= 24);
        return Array.from({ length: w * h }, (_, i) => `${x + (i % w)}/${y + Math.floor(i / w)}`);
      });
      assert.equal(new Set(cells).size, cells.length, name);
    }
  });

  it("dashboards read from the data source that the chart creates", () => {
    assert.ok(panels.every(({ datasource, type }) => datasource.uid === "prometheus" && type === "timeseries"));
  });

  it("the queries of the dashboards are valid PromQL after Grafana has replaced the variable", async function () {
    needsPrometheus(this, "promtool");
    const rules = exprs.map((expr, i) => ({ record: `panel_${i}`, expr: expr.replaceAll("$namespace", "boutique") }));
    const path = join(folder.path, "rules.yaml");
    await writeFile(path, stringify({ groups: [{ name: "panels", rules }] }));
    assert.match(await promtool("check", "rules", path), new RegExp(`SUCCESS: ${rules.length} rules`));
  });
});
