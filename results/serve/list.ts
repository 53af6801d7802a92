/** The list of runs: what each measured, a filter, and two of them compared in place. */
import { labelTexts } from "@stackmark/loadgen/schema";
import { NONE, quantity } from "../../base/format.ts";
import { counted } from "../../base/counted.ts";
import type { RunWithCells } from "../archive/index.ts";
import { OVERALL_METRICS } from "../compare/metrics.ts";
import { html } from "../report/html/markup.ts";
import type { Content } from "../report/html/markup.ts";
import { dataTable } from "../report/html/table.ts";
import type { CellOutput } from "../schema/outputs.ts";
import { own, shell } from "./shell.ts";

const METRICS = ["rate", "p95", "failures"].map((id) => OVERALL_METRICS.find((metric) => metric.id === id)!);
/** Fewer runs show no trend. */
const MIN_TREND = 3;

export function listPage(runs: readonly RunWithCells[]): string {
  if (runs.length === 0) return shell("Runs", html`<p>The archive is empty.</p>`, { scripts: [] });
  const table = dataTable({
    caption: "Runs, newest first",
    columns: [
      { text: "run" },
      { text: "compare" },
      { text: "stack" },
      { text: "started (UTC)" },
      { text: "status" },
      { text: "at level" },
      ...METRICS.map(({ label }) => ({ text: label, number: true })),
      { text: "labels" },
    ],
    rows: runs.map((run) => ({ cells: cellsOf(run) })),
  });
  return shell(
    "Runs",
    html`${trends(runs)}
      <form action="/compare" class="list">
        <p class="tools">
          <label>Filter <input id="filter" type="search" size="28" placeholder="stack, status, label" /></label>
          <span id="count" class="quiet" role="status" aria-live="polite">${counted(runs.length, "run")}</span>
        </p>
        ${table}
        <p class="quiet">
          Figures are of the last level of a run; of several repeats, those of the one with the median p50, the lower of
          two.
        </p>
        <div class="selection">
          <p class="tools">
            <button id="compare">Compare the selected runs</button>
            <label
              >Capacity and demand within <input name="slo" placeholder="p95&lt;200,failures&lt;1" size="24"
            /></label>
            <span class="quiet"
              >Optional objectives. The oldest run is the baseline; two are compared here at once.</span
            >
          </p>
          <div id="brief" role="region" aria-live="polite" aria-label="Comparison of the selected runs"></div>
        </div>
      </form>`,
    { scripts: [own("list.mjs")], form: true, connect: true },
  );
}

function cellsOf({ summary, load }: RunWithCells): Content[] {
  const { runId, stack, startedAt, labels, next } = summary;
  const cell = representative(load);
  return [
    html`<a href="/runs/${runId}">${runId}</a>${needsAction(summary) && html`<span class="quiet next">${next}</span>`}`,
    html`<input type="checkbox" name="run" value="${runId}" aria-label="compare ${runId}" />`,
    stack ?? NONE,
    startedAt === null ? NONE : startedAt.slice(0, 16).replace("T", " "),
    status(summary),
    cell?.level ?? NONE,
    ...METRICS.map((metric) => quantity(cell ? metric.of(cell).value : null, metric.unit)),
    labelTexts(labels).map((label) => html`<span class="block">${label}</span>`),
  ];
}

const needsAction = ({ status }: RunWithCells["summary"]): boolean => status !== "complete" && status !== "running";

function status({ runId, status, problem, next }: RunWithCells["summary"]): Content {
  if (status === "complete") return html`<span class="badge complete">${status}</span>`;
  if (status === "running") return html`<a href="/runs/${runId}/live" title="${next}">running: follow live</a>`;
  const look = status === "invalid" ? "invalid" : "partial";
  return html`<span class="badge ${look}" ${problem !== null && html` title="${problem}"`}>${status}</span>`;
}

/** A real cell, never a mean of percentiles: of the last level, the repeat with the median p50, the lower of two. */
function representative(load: readonly CellOutput[]): CellOutput | undefined {
  const last = load.toSorted((a, b) => a.order - b.order).at(-1);
  const repeats = load.filter(({ level }) => level === last?.level);
  const p50 = ({ result }: CellOutput) => result.overall.latencyMs.p50 ?? Infinity;
  return repeats.toSorted((a, b) => p50(a) - p50(b))[Math.floor((repeats.length - 1) / 2)];
}

function trends(runs: readonly RunWithCells[]): Content {
  const stacks = Map.groupBy(runs, ({ summary }) => summary.stack);
  const names = [...stacks].flatMap(([stack, own]) => (stack !== null && own.length >= MIN_TREND ? [stack] : []));
  if (names.length === 0) return null;
  const links = names.map((stack) => html` <a href="/trend?stack=${encodeURIComponent(stack)}">${stack}</a>`);
  return html`<p>Trends over runs: ${links}</p>`;
}
