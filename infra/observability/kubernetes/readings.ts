/** The catalogue, asked for one window: each query's series, and its one value per pod or node. */
import { messageOf } from "../../errors.ts";
import { gaugeOver, type Window } from "../window.ts";
import type { Series } from "./answer.ts";
import { stepMs, type PrometheusClient } from "./client.ts";
import { expand } from "./expand.ts";
import type { MetricQuery } from "./queries.ts";

export interface Asked {
  namespace: string;
  /** Times of day of the measured part, in milliseconds. */
  window: Window;
  /** The level from its start, for the series; default: the window. */
  seriesFrom?: number;
  intervalMs: number;
}

/** A value of a query over the window, for one pod or node. `null` with its reason where it is not known. */
export interface Reading {
  name: string;
  labels: Record<string, string>;
  avg: number | null;
  max: number | null;
  /** Increase over the window: of `count` queries only. */
  total: number | null;
  reason?: string;
}

export interface Answered {
  query: MetricQuery;
  series: Series[];
  readings: Reading[];
  /** Why there is nothing. */
  reason?: string;
}

export const NO_DATA = "no data";

/** The kubelet reads its containers' counters every 10 to 15 s, so a shorter range often holds one reading. */
const MIN_RATE_WINDOW_MS = 30_000;
const SCRAPES_IN_RATE_WINDOW = 4;

export const rateWindowMs = (intervalMs: number): number =>
  Math.max(MIN_RATE_WINDOW_MS, SCRAPES_IN_RATE_WINDOW * intervalMs);

const sameLabels = (a: Series, b: Series): boolean => {
  const keys = Object.keys(a.labels);
  return keys.length === Object.keys(b.labels).length && keys.every((key) => a.labels[key] === b.labels[key]);
};

/** @throws nothing: a query that fails has its reason instead of values */
export async function ask(client: PrometheusClient, query: MetricQuery, asked: Asked): Promise<Answered> {
  const { namespace, window, intervalMs } = asked;
  const rateWindow = rateWindowMs(intervalMs);
  const range = { from: asked.seriesFrom ?? window.from, to: window.to };
  try {
    const short = expand(query.query, { namespace, window: rateWindow });
    const series = await client.over(short, range, stepMs(range, intervalMs));
    const whole =
      query.aggregation === "rate"
        ? await client.at(expand(query.query, { namespace, window: window.to - window.from }), window.to)
        : [];
    const readings = readingsOf(query, series, whole, window, rateWindow);
    return { query, series, readings, ...(readings.length === 0 ? { reason: NO_DATA } : {}) };
  } catch (error) {
    return { query, series: [], readings: [], reason: messageOf(error) };
  }
}

/** Pure. @param whole one point a series, averaged over the whole window */
export function readingsOf(
  { name, aggregation }: MetricQuery,
  series: readonly Series[],
  whole: readonly Series[],
  window: Window,
  rateWindow: number,
): Reading[] {
  if (aggregation === "rate")
    return whole.map(({ labels, points }) => {
      // What looks back beyond the window's start would mix in what was before.
      const within = { from: window.from + rateWindow, to: window.to };
      const same = series.find((each) => sameLabels(each, { labels, points: [] }));
      const avg = points[0]?.value ?? null;
      const max = gaugeOver(same?.points ?? [], within, 1, NO_DATA).max;
      const reason = avg === null ? NO_DATA : "the measured part is too short for a maximum";
      return {
        ...{ name, labels, avg, total: null },
        // An average above every short window's value is a maximum too.
        max: avg === null || max === null ? null : Math.max(avg, max),
        ...(avg === null || max === null ? { reason } : {}),
      };
    });
  return series.map(({ labels, points }) => {
    if (aggregation === "gauge") return { name, labels, total: null, ...gaugeOver(points, window, 1, NO_DATA) };
    const last = points.findLast(({ at }) => at <= window.to);
    // What has no value at the window's begin came within it, and began at 0; what has none at its end keeps its last.
    const first = points.findLast(({ at }) => at <= window.from);
    const total = last ? last.value - (first?.value ?? 0) : null;
    return { name, labels, avg: null, max: null, total, ...(total === null ? { reason: NO_DATA } : {}) };
  });
}
