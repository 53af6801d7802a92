/** Grafana's dashboards as JSON, from the catalogue. Pure. */
import type { Unit } from "../../../base/format.ts";
import { expand } from "../prometheus/expand.ts";
import { queryNamed, type MetricQuery } from "../prometheus/queries.ts";
import { DATA_SOURCE_UID } from "../names.ts";

export interface Dashboard {
  /** Name of the ConfigMap and, with `.json`, of its file. */
  name: string;
  json: string;
}

interface Page {
  name: string;
  /** Never changes: links and annotations refer to it. */
  uid: string;
  title: string;
  queries: string[];
}

const PAGES: Page[] = [
  {
    name: "stackmark-pods",
    uid: "stackmark-pods",
    title: "Stackmark: pods",
    queries: [
      "pod_memory",
      "pod_disk_read",
      "pod_disk_written",
      "pod_network_received",
      "pod_network_sent",
      "pod_restarts",
      "pod_cpu",
    ],
  },
  {
    name: "stackmark-nodes",
    uid: "stackmark-nodes",
    title: "Stackmark: nodes",
    queries: [
      "node_cpu_percent",
      "node_memory_percent",
      "node_cpu_stolen",
      "node_network_received",
      "node_network_sent",
      "node_overlay_received",
      "node_overlay_sent",
    ],
  },
  {
    name: "stackmark-limits",
    uid: "stackmark-limits",
    title: "Stackmark: requests and limits",
    queries: [
      "pod_cpu_of_request",
      "pod_cpu_of_limit",
      "pod_memory_of_request",
      "pod_memory_of_limit",
      "pod_cpu_throttled",
      "pod_oom_kills",
    ],
  },
];

const WINDOW = "5m";
const COLUMNS = 2;
const WIDTH = 24 / COLUMNS;
const HEIGHT = 8;

const GRAFANA_UNITS: Record<Unit, string> = {
  cores: "none",
  bytes: "bytes",
  "bytes/s": "binBps",
  "bytes/request": "bytes",
  ms: "ms",
  "req/s": "reqps",
  "%": "percent",
  count: "short",
};
const DATA_SOURCE = { type: "prometheus", uid: DATA_SOURCE_UID };

function panel({ query, help, unit, per }: MetricQuery, i: number) {
  return {
    id: i + 1,
    type: "timeseries",
    title: help,
    datasource: DATA_SOURCE,
    gridPos: { x: (i % COLUMNS) * WIDTH, y: Math.floor(i / COLUMNS) * HEIGHT, w: WIDTH, h: HEIGHT },
    fieldConfig: { defaults: { unit: GRAFANA_UNITS[unit], min: 0 }, overrides: [] },
    options: {
      legend: { displayMode: "table", placement: "bottom", calcs: ["mean", "max"] },
      tooltip: { mode: "multi" },
    },
    targets: [
      {
        refId: "A",
        datasource: DATA_SOURCE,
        editorMode: "code",
        expr: expand(query, { window: WINDOW, namespace: "$namespace" }),
        legendFormat: per === "pod" ? "{{pod}}" : "{{instance}}",
      },
    ],
  };
}

function dashboard({ uid, title, queries }: Page, namespace: string) {
  return {
    // Grafana assigns the number; only the uid is stable.
    id: null,
    ...{ uid, title },
    tags: ["stackmark"],
    timezone: "utc",
    editable: false,
    schemaVersion: 39,
    version: 1,
    refresh: "5s",
    time: { from: "now-15m", to: "now" },
    templating: {
      list: [
        {
          name: "namespace",
          type: "constant",
          hide: 2,
          query: namespace,
          current: { text: namespace, value: namespace },
        },
      ],
    },
    annotations: { list: [] },
    panels: queries.map((name, i) => panel(queryNamed(name), i)),
  };
}

/** @param namespace of the workload */
export const dashboards = (namespace: string): Dashboard[] =>
  PAGES.map((page) => ({ name: page.name, json: JSON.stringify(dashboard(page, namespace), null, 1) }));
