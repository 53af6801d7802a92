/** Runs the catalogue's queries for one window: each query's series, and one value per pod or node. */
import { messageOf } from "../../../base/errors.ts";
import { gaugeOver, type Gauge, type Point, type Window } from "../window.ts";
import { type Series, stepMs, type PrometheusClient } from "./client.ts";
import { expand } from "./expand.ts";
import type { MetricQuery } from "./queries.ts";

export interface ReadingRequest {
  namespace: string;
  /** Times of day of the measured part, in milliseconds. */
  window: Window;
  /** What rates are averaged over: the window without gaps at its edges. Default: the window. */
  covered?: Window;
  /** Start of the series. Default: the window's start. */
  seriesFrom?: number;
  intervalMs: number;
}

/** A query's value over the window, for one pod or node. `null` with a reason where it is unknown. */
export interface Reading {
  name: string;
  labels: Record<string, string>;
  avg: number | null;
  max: number | null;
  /** Increase over the window, for `count` queries only. */
  total: number | null;
  reason?: string;
}

export interface QueryResult {
  query: MetricQuery;
  series: Series[];
  readings: Reading[];
  /** Why there are no readings. */
  reason?: string;
}

/** By the name of the query. */
export type QueryResults = ReadonlyMap<string, QueryResult>;

/** Whether a series belongs to a service, pod or node. */
export type LabelFilter = (labels: Record<string, string>) => boolean;

export const NO_DATA = "no data";

/** A kubelet reads its containers' counters 10 to 26 s apart, so a shorter range often holds a single reading. */
const MIN_RATE_WINDOW_MS = { pod: 60_000, node: 30_000 };
const SCRAPES_IN_RATE_WINDOW = 4;

/** @param per what the rate is of: a node's exporter reads its counters at each scrape */
export const rateWindowMs = (per: MetricQuery["per"], intervalMs: number): number =>
  Math.max(MIN_RATE_WINDOW_MS[per], SCRAPES_IN_RATE_WINDOW * intervalMs);

/** A value at the window's start was scraped before it. */
export const gaugeWithin = (points: readonly Point[], window: Window, reason: string): Gauge =>
  gaugeOver(
    points.filter(({ at }) => at > window.from),
    window,
    1,
    reason,
  );

const sameLabels = (a: Series, b: Series): boolean => {
  const keys = Object.keys(a.labels);
  return keys.length === Object.keys(b.labels).length && keys.every((key) => a.labels[key] === b.labels[key]);
};

/** @throws nothing: a failed query has a reason instead of readings */
export async function runQuery(
  client: PrometheusClient,
  query: MetricQuery,
  { namespace, window, covered = window, seriesFrom, intervalMs }: ReadingRequest,
): Promise<QueryResult> {
  const rateWindow = rateWindowMs(query.per, intervalMs);
  const range = { from: seriesFrom ?? window.from, to: window.to };
  try {
    const short = expand(query.query, { namespace, window: rateWindow });
    const series = await client.queryRange(short, range, stepMs(range, intervalMs));
    const whole =
      query.aggregation === "rate"
        ? await client.query(expand(query.query, { namespace, window: covered.to - covered.from }), covered.to)
        : [];
    const readings = readingsOf(query, series, whole, window, rateWindow);
    return { query, series, readings, reason: readings.length === 0 ? NO_DATA : undefined };
  } catch (error) {
    return { query, series: [], readings: [], reason: messageOf(error) };
  }
}

/** Pure. @param whole one point per series, averaged over the whole window */
export function readingsOf(
  { name, aggregation }: MetricQuery,
  series: readonly Series[],
  whole: readonly Series[],
  window: Window,
  rateWindow: number,
): Reading[] {
  if (aggregation === "rate")
    return whole.map(({ labels, points }) => {
      // Rates that look back beyond the window's start would include what was before.
      const within = { from: window.from + rateWindow, to: window.to };
      const same = series.find((each) => sameLabels(each, { labels, points: [] }));
      const avg = points[0]?.value ?? null;
      const max = gaugeOver(same?.points ?? [], within, 1, NO_DATA).max;
      const reason = avg === null ? NO_DATA : "the measured part is too short for a maximum";
      return {
        ...{ name, labels, avg, total: null },
        // The average may exceed the value of every short window.
        max: avg === null || max === null ? null : Math.max(avg, max),
        ...(avg === null || max === null ? { reason } : {}),
      };
    });
  return series.map(({ labels, points }) => {
    if (aggregation === "gauge") return { name, labels, total: null, ...gaugeWithin(points, window, NO_DATA) };
    const last = points.findLast(({ at }) => at <= window.to);
    // A series without a value at the window's start began within it, at 0; one without a value at its end keeps the last.
    const first = points.findLast(({ at }) => at <= window.from);
    const total = last ? last.value - (first?.value ?? 0) : null;
    return { name, labels, avg: null, max: null, total, ...(total === null ? { reason: NO_DATA } : {}) };
  });
}
