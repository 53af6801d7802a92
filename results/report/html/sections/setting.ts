/** The test environment: placement, nodes and limits, links, vantage, machine, versions. */
import { NONE, number, quantity } from "../../../../base/format.ts";
import { provenanceBadge } from "../badges.ts";
import { html } from "../markup.ts";
import type { Content, Markup } from "../markup.ts";
import type { Report, ReportRun } from "../model.ts";
import { dataTable } from "../table.ts";
import { folded } from "./folded.ts";
import { loads } from "./loads.ts";
import { pool } from "./pool.ts";

export function setting(report: Report): Markup {
  const { runs } = report;
  return folded(
    { id: "setting", title: "Setting", gist: "placement, nodes, links, loads, vantage, environment, notes" },
    html`${placement(runs)}${nodes(runs)}${links(runs)}${loads(report)}${vantages(runs)}${pool(runs)}${environment(runs)}${runs.map(notes)}`,
  );
}

function placement(runs: readonly ReportRun[]): Markup {
  const services = [...new Set(runs.flatMap(({ outputs }) => outputs?.placement.map(({ service }) => service) ?? []))];
  return dataTable({
    caption: "Where each replica runs",
    columns: [{ text: "service" }, ...runs.map(({ label }) => ({ text: label }))],
    rows: services.map((service) => ({
      cells: [
        service,
        ...runs.map(({ outputs }) => {
          const at = outputs?.placement.filter((replica) => replica.service === service).map(({ node }) => node) ?? [];
          return at.length === 0 ? NONE : at.sort().join(", ");
        }),
      ],
    })),
  });
}

function nodes(runs: readonly ReportRun[]): Markup {
  return dataTable({
    caption: "Nodes",
    columns: [
      { text: "node" },
      { text: "stack" },
      { text: "role" },
      { text: "size" },
      { text: "CPUs", number: true },
      { text: "memory", number: true },
      { text: "enforced limits" },
      { text: "provenance" },
    ],
    rows: runs.flatMap(({ label, outputs }) =>
      (outputs?.nodes ?? []).map((node, index) => ({
        group: index === 0,
        cells: [
          node.name,
          label,
          node.role,
          node.size,
          number(node.cpus),
          quantity(node.memoryMiB * 2 ** 20, "bytes"),
          limits(node.quota),
          provenanceBadge(node.provenance),
        ],
      })),
    ),
  });
}

function limits({ cpu, memory, note }: { cpu: boolean; memory: boolean; note: string }): string {
  const held = [cpu ? "CPU" : "", memory ? "memory" : ""].filter((name) => name !== "").join(" and ") || "none";
  return note === "" ? held : `${held} (${note})`;
}

function links(runs: readonly ReportRun[]): Content {
  const all = runs.flatMap(({ label, outputs }) => (outputs?.plan.links ?? []).map((link) => ({ label, ...link })));
  if (all.length === 0) return null;
  return dataTable({
    caption: "Links between nodes",
    columns: [
      { text: "link" },
      { text: "stack" },
      { text: "one-way delay", number: true },
      { text: "jitter", number: true },
      { text: "bandwidth", number: true },
    ],
    rows: all.map(({ label, between, oneWayDelayMs, jitterMs, bandwidthMbitPerS }) => ({
      cells: [
        between.join(" – "),
        label,
        quantity(oneWayDelayMs, "ms"),
        `± ${quantity(jitterMs, "ms")}`,
        `${number(bandwidthMbitPerS)} Mbit/s`,
      ],
    })),
  });
}

function vantages(runs: readonly ReportRun[]): Markup {
  return dataTable({
    caption: "Where the load came from",
    columns: [
      { text: "cell" },
      { text: "stack" },
      { text: "target" },
      { text: "vantage" },
      { text: "round trip to the endpoint", number: true },
      { text: "measured", number: true },
      { text: "started" },
      { text: "provenance" },
    ],
    rows: runs.flatMap(({ cells }) =>
      cells.flatMap(({ label, output }) => {
        if (!output) return [];
        const { target, vantage, startedAt, measuredMs } = output.result;
        return [
          {
            cells: [
              output.cell,
              html`<span class="stack">${label}</span>`,
              target ?? NONE,
              vantage.where.startsWith(vantage.kind) ? vantage.where : `${vantage.kind}: ${vantage.where}`,
              quantity(vantage.rttMs?.mean ?? null, "ms"),
              measuredMs === null ? NONE : `${number(measuredMs / 1000)} s`,
              startedAt === null
                ? NONE
                : html`<span class="stack">${startedAt.slice(0, 19).replace("T", " ")} UTC</span>`,
              provenanceBadge(output.provenance),
            ],
          },
        ];
      }),
    ),
  });
}

function environment(runs: readonly ReportRun[]): Markup {
  const columns = runs.map(({ outputs, archived }) => {
    const known = outputs?.environment ?? archived.cells.map(environmentOf).find((each) => each);
    if (!known) return new Map<string, string>();
    const { versions, memoryMiB, cpuModel, cores, kernel, node, sysctls = {} } = known;
    return new Map<string, string>([
      ["CPU", cpuModel],
      ["cores", number(cores)],
      ["memory", quantity(memoryMiB * 2 ** 20, "bytes")],
      ["kernel", kernel],
      ["Node", node],
      ...Object.entries(versions),
      ...Object.entries(sysctls),
      ["topology digest", outputs?.topologyDigest?.slice(0, 12) ?? NONE],
      ["run", archived.runId],
    ]);
  });
  const items = [...new Set(columns.flatMap((column) => [...column.keys()]))];
  return dataTable({
    caption: "Environment",
    columns: [{ text: "item" }, ...runs.map(({ label }) => ({ text: label }))],
    rows: items.map((item) => ({ cells: [item, ...columns.map((column) => column.get(item) ?? NONE)] })),
  });
}

/** The environment of a run that was cut off comes from its cells. */
const environmentOf = ({ output, begun }: ReportRun["archived"]["cells"][number]) =>
  output?.environment ?? begun?.environment;

function notes({ label, outputs }: ReportRun): Content {
  if (!outputs || outputs.notes.length === 0) return null;
  return html`<h3>Notes on ${label}</h3>
    <ul class="notes">
      ${outputs.notes.map((note) => html`<li>${note}</li>`)}
    </ul>`;
}
