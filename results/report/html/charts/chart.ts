/** A chart as plain data, which the script of the page draws and copies as CSV, and its element in the page. */
import type { Segment } from "@stackmark/loadgen/schema";
import { NONE, number } from "../../../../base/format.ts";
import { html, type Markup } from "../markup.ts";
import type { ReportCell } from "../model.ts";

export interface Series {
  label: string;
  values: (number | null)[];
  /** On the right axis, with its own unit. */
  right?: boolean;
  /** Upper limit of the values, drawn as a horizontal line. */
  limit?: number;
}

export interface Chart {
  id: string;
  title: string;
  unit: string;
  rightUnit?: string;
  /** Charts of one group share the range of their axes, so that they are visually comparable. */
  group: string;
  log?: boolean;
  /** Kind of `x`. `percentile`: 1 / (1 - quantile), logarithmic. Default: seconds since the start of the load. */
  xKind?: "seconds" | "percentile" | "load";
  /** Unit of a load on the x axis. */
  xUnit?: string;
  x: number[];
  series: Series[];
  segments: { name: string; from: number; to: number; measured: boolean; spike?: true }[];
  /** Text below the chart. */
  note?: string;
}

/** The axis of all charts over time of one cell: its seconds, and the segments of the load. */
export function timeAxis({ output }: ReportCell, atMs: readonly number[], step: number): Pick<Chart, "x" | "segments"> {
  const x = atMs.filter((_, index) => index % step === 0).map((at) => Number((at / 1000).toFixed(2)));
  const segments = (output?.result.segments ?? []).map(({ name, kind, startMs, endMs, measured }: Segment) => ({
    name,
    from: startMs / 1000,
    to: endMs / 1000,
    measured,
    spike: kind === "spike" ? (true as const) : undefined,
  }));
  return { x, segments };
}

type Axis = Pick<Chart, "x" | "segments">;

export interface ChartData {
  frames: Axis[];
  /** `frame`: index into `frames`. */
  charts: (Omit<Chart, keyof Axis> & { frame: number })[];
}

export function chartData(all: readonly Chart[]): ChartData {
  const indices = new Map<string, number>();
  const frames: Axis[] = [];
  const charts = all.map(({ x, segments, ...chart }) => {
    const key = JSON.stringify([x, segments]);
    if (!indices.has(key)) indices.set(key, frames.push({ x, segments }) - 1);
    return { ...chart, frame: indices.get(key)! };
  });
  return { frames, charts };
}

export function figure(chart: Chart): Markup {
  return html`<figure class="chart" data-chart="${chart.id}">
    <figcaption>
      <span>${chart.title} <span class="quiet">(${chart.unit}${chart.log && ", logarithmic"})</span></span>
    </figcaption>
    <div class="plot" role="img" tabindex="0" aria-label="${description(chart)}"></div>
    ${chart.note !== undefined && html`<p class="quiet">${chart.note}</p>`}
  </figure> `;
}

/** A description for screen readers: the range of each line. */
export function description({ title, unit, rightUnit, series }: Chart): string {
  const lines = series.map(({ label, values, right, limit }) => {
    const numbers = values.filter((value) => value !== null);
    if (numbers.length === 0) return `${label}: no data`;
    const [low, high] = [Math.min(...numbers), Math.max(...numbers)].map(number);
    const limitText = limit === undefined ? "" : `, limit ${number(limit)}`;
    return `${label}: ${low === high ? low : `${low} to ${high}`} ${right ? (rightUnit ?? NONE) : unit}${limitText}`;
  });
  return `${title}. ${lines.join("; ")}. Left and right arrow keys read single points.`;
}
