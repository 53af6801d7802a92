/** Latencies of all sides at each level as dumbbells on one axis. */
import { readingOfCells } from "../../../compare/change.ts";
import { givenSpreadText, validityOf } from "../../../compare/index.ts";
import { confidencePct } from "../../../compare/interval-text.ts";
import { OVERALL_METRICS } from "../../../compare/metrics.ts";
import type { Comparison, MetricChange } from "../../../compare/types.ts";
import { NONE, number, quantity, ratio } from "../../../../base/format.ts";
import { meaning, verdictText } from "../../format.ts";
import { html, type Content, type Markup } from "../markup.ts";
import type { Report } from "../model.ts";
import { changesOf, sideCells } from "../readings.ts";
import { axisOf, type Axis } from "./axis.ts";
import { axisRow, plotRow } from "./plot.ts";
import { markerAt, sideMarker } from "./side-marker.ts";

/** One metric at one level. */
export interface Dumbbell {
  level: string;
  metric: string;
  /** By side; `null` if it has no value. */
  dots: (Dot | null)[];
  /** Of the second side against the first; `null` for other than two sides. */
  change: MetricChange | null;
}

export interface Dot {
  value: number;
  /** One value each; empty for a single cell. */
  repeats: number[];
  /** Where the value is expected from the change's interval. */
  interval: { low: number; high: number } | null;
  /** Whether any cell counts. */
  isEvidence: boolean;
}

/** Rows without a value on any side are left out. */
export function dumbbellsOf(report: Report): Dumbbell[] {
  const metrics = report.runs.length === 1 ? ["p50", "p95", "p99"] : ["p50", "p95"];
  const shown = OVERALL_METRICS.filter(({ id }) => metrics.includes(id));
  const rows = report.levels.flatMap((level) =>
    shown.map((metric): Dumbbell => {
      const changes = changesOf(report, level.name, metric.id);
      const dots = report.runs.map((run, side) => {
        const outputs = sideCells(level, run);
        const { value } = readingOfCells(metric, outputs);
        if (value === null) return null;
        const repeats = outputs.flatMap((output) => metric.of(output).value ?? []);
        return {
          value,
          repeats: repeats.length > 1 ? repeats : [],
          interval: report.runs.length > 2 ? null : intervalOf(changes[side]),
          isEvidence: outputs.some((output) => validityOf(output).status === "complete"),
        };
      });
      const change = report.runs.length === 2 ? (changes[1] ?? null) : null;
      return { level: level.name, metric: metric.label, dots, change };
    }),
  );
  return rows.filter(({ dots }) => dots.some((dot) => dot !== null));
}

/** The interval of the change, from the value of the baseline. */
function intervalOf(change: MetricChange | null | undefined): { low: number; high: number } | null {
  if (!change?.spread || change.spread.scale !== "log" || change.a.value === null) return null;
  const { low, high } = change.spread.interval;
  return { low: change.a.value * (1 + low), high: change.a.value * (1 + high) };
}

/** `null` without latencies. */
export function dumbbellFigure(report: Report): Content {
  const rows = dumbbellsOf(report);
  if (rows.length === 0) return null;
  const dots = rows.flatMap((row) => row.dots.flatMap((dot) => dot ?? []));
  const axis = axisOf(
    dots.flatMap(({ value, repeats, interval }) => [
      value,
      ...repeats,
      ...(interval ? [interval.low, interval.high] : []),
    ]),
  );
  const hints = [
    ...(dots.some(({ interval }) => interval) ? [whiskersText(rows, report.comparisons[0]!)] : []),
    ...(dots.some(({ isEvidence }) => !isEvidence) ? ["Hollow: no valid cell at this level."] : []),
    ...(rows.some((row) => row.dots.includes(null)) ? [`${NONE}: too few samples, or not measured.`] : []),
  ];
  return html`<figure class="figure">
    <figcaption>
      Latency percentiles by level
      <span class="quiet">ms${axis.isLog && ", logarithmic"}</span>
      ${report.runs.map(({ label }, side) => html`<span class="key">${sideMarker(side)}${label}</span> `)}
    </figcaption>
    <ul class="rows dumbbells">
      ${rows.map((row, index) => item(row, axis, rows[index - 1]?.level !== row.level))}
      <li class="axis-row"><span class="track">${axisRow(axis)}</span></li>
    </ul>
    ${hints.length > 0 && html`<p class="quiet hint">${hints.join(" ")}</p>`}
  </figure>`;
}

/** `Whiskers: 99 % confidence interval of the change, from the value of local; one run a side; ...`. */
function whiskersText(rows: readonly Dumbbell[], { a, b }: Comparison): string {
  const spreads = rows.flatMap(({ change }) => change?.spread ?? []);
  const percents = spreads.map(confidencePct);
  const [least, most] = [Math.min(...percents), Math.max(...percents)];
  const level = least === most ? number(least) : `${number(least)}–${number(most)}`;
  const basis = givenSpreadText(spreads, [a.label, b.label]);
  return `Whiskers: ${level} % confidence interval of the change, from the value of ${a.label}${basis === null ? "" : `; ${basis}`}.`;
}

function item({ level, metric, dots, change }: Dumbbell, axis: Axis, isFirst: boolean): Markup {
  const word = change ? meaning(change) : "";
  return html`<li${isFirst && html` class="first"`}>
    <b class="${!isFirst && "again"}">${level}</b> <span class="metric">${metric}</span>
    <span class="track">${plotRow(axis, drawn(dots, axis))}</span>
    <span class="values">${values(dots)}</span>
    <span class="change ${word}">${change && html`${ratio(change.relative)} ${verdictText(change)}`}</span>
  </li> `;
}

/** Of one or two sides; the table has those of more. */
function values(dots: Dumbbell["dots"]): Content {
  if (dots.length > 2) return null;
  const texts = dots.map((dot) => quantity(dot?.value ?? null, "ms"));
  return texts.length === 2 && !texts.includes(NONE)
    ? `${texts[0]!.replace(" ms", "")} → ${texts[1]!}`
    : texts.join(" → ");
}

function drawn(dots: Dumbbell["dots"], { at }: Axis): Content {
  const places = dots.flatMap((dot) => (dot ? [at(dot.value)] : []));
  return html`<line class="bar" x1="${Math.min(...places)}%" x2="${Math.max(...places)}%" y1="50%" y2="50%" />
    ${dots.map((dot, side) => dot && marks(dot, side, at))}`;
}

function marks({ value, repeats, interval, isEvidence }: Dot, side: number, at: Axis["at"]): Markup {
  return html`${interval && whisker(at(interval.low), at(interval.high), side)}
  ${repeats.map(
    (each) => html`<line class="repeat side-${side}" x1="${at(each)}%" x2="${at(each)}%" y1="20%" y2="80%" />`,
  )}
  ${markerAt(side, `${at(value)}%`, "50%", isEvidence)}`;
}

function whisker(low: number, high: number, side: number): Markup {
  return html`<g class="whisker side-${side}">
    <line x1="${low}%" x2="${high}%" y1="50%" y2="50%" />
    <line x1="${low}%" x2="${low}%" y1="28%" y2="72%" />
    <line x1="${high}%" x2="${high}%" y1="28%" y2="72%" />
  </g>`;
}
