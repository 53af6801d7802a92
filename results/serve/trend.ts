/** The metrics of a stack over its runs, with the changes between them. */
import { labelsText } from "@stackmark/loadgen/schema";
import { counted } from "../../base/counted.ts";
import { NONE, number, quantity, ratio } from "../../base/format.ts";
import type { Chart, Line } from "../report/html/charts/chart.ts";
import { chartRow } from "../report/html/charts/figure.ts";
import { html } from "../report/html/markup.ts";
import type { Content } from "../report/html/markup.ts";
import { dataTable } from "../report/html/table.ts";
import type { Series, Trend, TrendRun } from "../trend/index.ts";
import { shell } from "./shell.ts";

export function trendPage(stack: string, trend: Trend): string {
  const { runs, series, leftOut, level } = trend;
  const metrics = [...new Set(series.map(({ metric }) => metric))];
  const rows = metrics.map((metric) =>
    series.filter((each) => each.metric === metric).map((each) => chart(each, runs)),
  );
  return shell(
    `Trend of ${stack}`,
    html`<p><a href="/">All runs</a></p>
      <p class="answer">${summary(trend)}</p>
      ${
        runs.length > 0 &&
        html`<p class="quiet">
          Each point is a run: the mean of its complete, steady cells. Dotted lines are the means between changes, which
          E-divisive finds with a chance of ${number(100 * level)} % to show one in a series without any.
        </p>`
      }
      ${changes(trend)} ${rows.map(chartRow)}
      ${
        leftOut.length > 0 &&
        html`<h2>Not in the trend</h2>
          <ul class="notes">
            ${leftOut.map(({ reason, cells }) => html`<li>${counted(cells.length, "cell")}: ${reason}</li>`)}
          </ul>`
      }`,
    { scripts: [] },
  );
}

function summary({ runs, series }: Trend): string {
  const found = series.reduce((sum, { changes }) => sum + changes.length, 0);
  if (runs.length === 0) return "No run of this stack has a complete, steady cell.";
  return `${counted(runs.length, "run")}, ${found === 0 ? "no change" : counted(found, "change")}.`;
}

/** Stable ids of levels and metrics are safe as parts of element ids once other characters are replaced. */
const idOf = ({ level, metric }: Series): string => `trend-${level}-${metric}`.replace(/[^\w-]/g, "-");

function chart(series: Series, runs: readonly TrendRun[]): Chart {
  const { level, label, unit, points, changes } = series;
  const place = new Map(runs.map(({ runId }, at) => [runId, at]));
  const x = points.map(({ runId }) => place.get(runId)!);
  const starts = changes.map(({ runId }) => place.get(runId)! - 0.5);
  const ends = [-0.5, ...starts, runs.length - 0.5];
  const means = changes.length === 0 ? [] : [changes[0]!.before, ...changes.map(({ after }) => after)];
  const mean: Line = {
    ...{ label: "mean", identity: "bound", look: "dotted" },
    x: means.flatMap((_, at) => [ends[at]!, ends[at + 1]!]),
    values: means.flatMap((value) => [value, value]),
  };
  return {
    ...{ id: idOf(series), title: `${label}, ${level}`, unit, xKind: "run" },
    xNames: runs.map(nameOf),
    lines: [
      { label, identity: "side-0", look: "points", x, values: points.map(({ value }) => value) },
      ...(means.length > 0 ? [mean] : []),
    ],
    spans: changes.map(({ relative, direction }, at) => ({
      ...{ name: ratio(relative), from: starts[at]!, to: ends[at + 2]! },
      look: direction === "worse" ? ("worse" as const) : ("change" as const),
    })),
  };
}

/** The commit if it is known, else the time. */
const nameOf = ({ labels, startedAt }: TrendRun): string =>
  labels["commit"]?.slice(0, 7) ?? startedAt.slice(5, 16).replace("T", " ");

function changes({ series, runs }: Trend): Content {
  const rows = series.flatMap(({ level, label, unit, changes }) =>
    changes.map((change) => ({
      cells: [
        label,
        level,
        html`<a href="/runs/${change.runId}">${change.runId}</a>`,
        labelsOf(runs.find(({ runId }) => runId === change.runId)),
        `${quantity(change.before, unit)} → ${quantity(change.after, unit)}`,
        html`<span class="${change.direction}">${ratio(change.relative)} ${change.direction}</span>`,
        String(Number(change.p.toPrecision(2))),
        html`${change.alsoChanged.join(", ")}
          <a href="/compare?run=${change.afterRunId}&run=${change.runId}">compare with the run before</a>`,
      ],
    })),
  );
  if (rows.length === 0) return null;
  return dataTable({
    caption: "Changes",
    columns: [
      { text: "metric" },
      { text: "level" },
      { text: "first run after" },
      { text: "labels" },
      { text: "mean before and after" },
      { text: "change" },
      { text: "p", number: true },
      { text: "also changed" },
    ],
    rows,
  });
}

const labelsOf = (run: TrendRun | undefined): string => labelsText(run?.labels ?? {}) || NONE;
