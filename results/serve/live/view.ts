/** A run while it is written, as parts of its page: where it stands, the charts of its current cell, and its finished cells. */
import { formatDuration } from "../../../base/duration.ts";
import { counted } from "../../../base/counted.ts";
import type { ArchivedRun } from "../../archive/index.ts";
import { LOAD_METRICS } from "../../compare/metrics.ts";
import { NONE, number, quantity } from "../../../base/format.ts";
import { chartRow } from "../../report/html/charts/figure.ts";
import { isChart, loadCharts } from "../../report/html/charts/load.ts";
import { drawnCells } from "../../report/html/charts/sides.ts";
import { statusBadge } from "../../report/html/badges.ts";
import { html, type Content, type Markup } from "../../report/html/markup.ts";
import { reportOf } from "../../report/html/model.ts";
import { dataTable } from "../../report/html/table.ts";
import type { LiveRun } from "./live-run.ts";
import { progressOf, type LiveCell, type Progress } from "./progress.ts";

/** Parts of the page by the id of their element, as HTML. */
export interface View {
  now: string;
  charts: string;
  cells: string;
  /** Announced to screen readers when it changes: not with every second. */
  said: string;
  isClosed: boolean;
}

/** @param nowMs time of day, for the planned end */
export function viewOf(run: LiveRun, nowMs: number): View {
  const progress = progressOf(run.plan, run.cells);
  return {
    now: now(run, progress, nowMs).text,
    charts: progress.current ? charts(run, progress.current, progress.cellMs).text : "",
    cells: finished(run).text,
    said: announced(run, progress),
    isClosed: run.isClosed,
  };
}

function announced({ isClosed, cells }: LiveRun, { level, cell }: Progress): string {
  const closed = counted(cells.filter(({ isClosed }) => isClosed).length, "cell is", "cells are");
  if (isClosed) return "The run is closed.";
  if (cells.length === 0) return "Waiting for the first second of the first cell.";
  if (!cell || !level) return `Between two cells: ${closed} closed.`;
  return `Measuring level ${level.name}, ${level.number} of ${level.of}; cell ${cell.number} of ${cell.of}.`;
}

function now(run: LiveRun, progress: Progress, nowMs: number): Markup {
  const { leftMs, plannedMs, elapsedMs, current } = progress;
  const last = current?.seconds.at(-1);
  const left = run.isClosed
    ? []
    : [
        tile(
          "load left",
          leftMs === null ? NONE : formatDuration(leftMs),
          leftMs === null ? "the length of a cell was not recorded" : "without the time between cells",
        ),
        ...(leftMs === null ? [] : [tile("planned end", clockAfter(nowMs, leftMs), "at the earliest")]),
      ];
  return html`<p class="answer">${announced(run, progress)}</p>
    ${
      plannedMs !== null &&
      plannedMs > 0 &&
      html`<progress
        class="course"
        max="${plannedMs}"
        value="${elapsedMs}"
        aria-label="Measured part of the planned load"
      ></progress>`
    }
    <dl class="tiles">${left} ${last && latest(current!, last)}</dl>
    ${run.problems.length > 0 && html`<p class="callout">${run.problems.slice(-3).join("\n")}</p>`}`;
}

const clockAfter = (nowMs: number, leftMs: number): string =>
  `${new Date(nowMs + leftMs).toISOString().slice(11, 19)} UTC`;

function latest({ seconds }: LiveCell, last: LiveCell["seconds"][number]): Content {
  const requests = seconds.reduce((sum, second) => sum + second.requests, 0);
  const failures = seconds.reduce((sum, second) => sum + second.failures, 0);
  const at = `at ${number(Math.round(last.atMs / 1000))} s`;
  return [
    last.users !== null && tile("users", number(last.users), at),
    tile("rate", quantity(last.requests, "req/s"), at),
    tile("p50", quantity(last.p50Ms, "ms"), at),
    tile("p95", quantity(last.p95Ms, "ms"), last.p95Ms === null ? "too few requests in this second" : at),
    tile("failures", number(failures), `of ${number(requests)} requests of this cell`),
  ];
}

const tile = (name: string, value: string, note: string): Markup =>
  html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
    <dd class="quiet">${note}</dd>
  </div>`;

/** The charts of the report, with the time up to the planned end of the cell. */
function charts(run: LiveRun, { cell, begun, seconds }: LiveCell, lengthMs: number | null): Markup {
  const archived: ArchivedRun["cells"][number] = {
    ...{ cell, output: null, missing: "running", begun, seconds, metrics: [], histograms: null, problems: [] },
  };
  const report = reportOf([asArchived(run, [archived])], []);
  const warmUpMs = begun?.spec["warmUpMs"];
  const warmUpS = typeof warmUpMs === "number" ? warmUpMs / 1000 : 0;
  const spans = [
    ...(warmUpS > 0 ? [{ name: "warm-up", from: 0, to: warmUpS, look: "unmeasured" as const }] : []),
    ...(lengthMs === null ? [] : [{ name: "", from: warmUpS, to: lengthMs / 1000, look: "measured" as const }]),
  ];
  const step = Math.ceil(seconds.length / MAX_POINTS) || 1;
  const [level] = report.levels;
  const slots = loadCharts({ id: "live", title: "" }, drawnCells(report, level?.cells ?? []), step)
    .filter((slot) => isChart(slot))
    .map((chart) => ({ ...chart, spans }));
  const heading = begun ? `Level ${begun.level}, repeat ${begun.repeat}` : cell;
  return html`<h2>${heading}</h2>
    ${chartRow(slots)}`;
}

const MAX_POINTS = 600;

const asArchived = ({ plan }: LiveRun, cells: ArchivedRun["cells"]): ArchivedRun => ({
  ...{ dir: "", runId: plan?.runId ?? "run", stack: plan?.stack ?? null, status: "running", outputs: null },
  ...{ cells, labels: {}, isImported: false, problems: [] },
});

function finished(run: LiveRun): Markup {
  const archived = run.cells.flatMap(({ cell, output, begun, isClosed }) =>
    isClosed
      ? [
          {
            cell,
            output: output ?? null,
            missing: "unreadable",
            begun,
            seconds: [],
            metrics: [],
            histograms: null,
            problems: [],
          },
        ]
      : [],
  );
  const [report] = reportOf([asArchived(run, archived)], []).runs;
  if (!report || archived.length === 0) return html``;
  const metrics = LOAD_METRICS.filter(({ id }) => ["rate", "failures", "p50", "p95"].includes(id));
  return dataTable({
    caption: "Cells that are closed",
    columns: [{ text: "cell" }, { text: "status" }, ...metrics.map(({ label }) => ({ text: label, number: true }))],
    rows: report.cells.map((cell) => ({
      cells: [
        cell.archived.cell,
        statusBadge(cell),
        ...metrics.map((metric) =>
          quantity(cell.output ? metric.of(cell.output.result.overall).value : null, metric.unit),
        ),
      ],
    })),
  });
}
