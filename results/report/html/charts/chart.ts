/** A chart as plain data, which the page's script draws and "Copy CSV" copies, and its place in the page. */
import type { Segment } from "@stackmark/loadgen/schema";
import { NONE, number } from "../../format.ts";
import { html, type Markup } from "../markup.ts";
import type { ReportCell } from "../model.ts";

export interface Series {
  label: string;
  values: (number | null)[];
  /** On the right axis, with its own unit. */
  right?: boolean;
  /** What the values cannot go beyond: a level line beside them. */
  limit?: number;
}

export interface Chart {
  id: string;
  title: string;
  unit: string;
  rightUnit?: string;
  /** Charts of one group share their range, so that they can be compared by eye. */
  group: string;
  log?: boolean;
  /** What `x` is. `percentile`: 1 / (1 - quantile), logarithmic. Default: seconds since the start of the load. */
  xKind?: "seconds" | "percentile" | "load";
  /** Of a load. */
  xUnit?: string;
  x: number[];
  series: Series[];
  segments: { name: string; from: number; to: number; measured: boolean; spike?: true }[];
  /** Said under the chart. */
  note?: string;
}

/** What all charts over time of one cell share: their seconds, and the segments of the load. */
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
  /** `frame`: the index of a chart's own. */
  charts: (Omit<Chart, keyof Axis> & { frame: number })[];
}

export function chartData(all: readonly Chart[]): ChartData {
  const places = new Map<string, number>();
  const frames: Axis[] = [];
  const charts = all.map(({ x, segments, ...chart }) => {
    const key = JSON.stringify([x, segments]);
    if (!places.has(key)) places.set(key, frames.push({ x, segments }) - 1);
    return { ...chart, frame: places.get(key)! };
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

/** What a chart shows, for who cannot see it: the range of each line. */
export function description({ title, unit, rightUnit, series }: Chart): string {
  const lines = series.map(({ label, values, right, limit }) => {
    const numbers = values.filter((value) => value !== null);
    if (numbers.length === 0) return `${label}: no data`;
    const [low, high] = [Math.min(...numbers), Math.max(...numbers)].map(number);
    const most = limit === undefined ? "" : `, limit ${number(limit)}`;
    return `${label}: ${low === high ? low : `${low} to ${high}`} ${right ? (rightUnit ?? NONE) : unit}${most}`;
  });
  return `${title}. ${lines.join("; ")}. Left and right arrow keys read single points.`;
}
