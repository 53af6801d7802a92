/** Reads one measured level from Prometheus: a summary, the series, and whether they can be trusted. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { MetricsSummary } from "../../../results/schema/outputs.ts";
import { messageOf } from "../../../base/errors.ts";
import { InfraError } from "../../errors.ts";
import type { PrometheusSource } from "../source.ts";
import type { TimedSample, Window } from "../window.ts";
import { readReported, type Reported } from "../events/read.ts";
import { serviceOf } from "../service-of.ts";
import { connectPrometheus, PrometheusClient, type PrometheusConnection, type RequestOptions } from "./client.ts";
import { eventsOf } from "./events.ts";
import { expand } from "./expand.ts";
import { FOUND_TARGETS, foundTargets } from "./found-targets.ts";
import { misplacedPods } from "./pods.ts";
import { CATALOGUE, type MetricQuery } from "./queries.ts";
import { runQuery, type QueryResult, type QueryResults, type Reading } from "./readings.ts";
import { samplesOf } from "./samples.ts";
import { checkTargets, coveredWindow, outsideGaps, type TargetHealth, type TargetScrapes } from "./targets.ts";
import { crossNodeBytes, nodeUsage, podUsages, serviceUsage } from "./usage.ts";

/** One series of one query as a line of NDJSON: `[time of day in ms, value]`. */
export interface SeriesLine {
  name: string;
  unit: MetricQuery["unit"];
  labels: Record<string, string>;
  points: [number, number][];
}

export interface WindowReading {
  summary: MetricsSummary;
  /** Each catalogue query's value per pod and node. */
  readings: Reading[];
  lines: SeriesLine[];
  /** For the archive's metrics series, as the local scraper makes them. */
  samples: TimedSample[];
  /** Queries without a result: name and reason. */
  missing: { name: string; reason: string }[];
  /** What else could not be read, in sentences. */
  notes: string[];
  /** Why the run is invalid: targets that were down, gaps, or no Prometheus. Empty: it is valid. */
  invalid: string[];
  /** Services that ran on nodes where the plan does not have them, in sentences. */
  misplaced: string[];
}

export interface ReadOptions extends RequestOptions {
  /** Start of the level, for the series. Default: the window's. */
  seriesFrom?: number;
  /** What the cluster reported during the level. Default: what it reports now. */
  reported?: Reported;
  queries?: readonly MetricQuery[];
  /** Queries not sent within this time are missing, because the next level waits. Default: 120 000. */
  budgetMs?: number;
  /** Before the state of the targets is asked for again. Default: 2 000. */
  retryPauseMs?: number;
}

const BUDGET_MS = 120_000;
/** A load is not invalid because one response was lost. */
const TARGETS_TRIES = 3;
const RETRY_PAUSE_MS = 2_000;

/**
 * @param window times of day of the level's measured part, in milliseconds
 * @throws nothing: failed queries are missing, and the run is invalid if the state of the targets is not known
 */
export async function readWindow(
  source: PrometheusSource,
  window: Window,
  {
    seriesFrom,
    reported,
    queries = CATALOGUE,
    budgetMs = BUDGET_MS,
    retryPauseMs = RETRY_PAUSE_MS,
    ...options
  }: ReadOptions = {},
): Promise<WindowReading> {
  const startedAt = performance.now();
  const missing = (query: MetricQuery, reason: string): QueryResult => ({ query, series: [], readings: [], reason });
  let connection: PrometheusConnection | undefined;
  try {
    if (window.to <= window.from) throw new InfraError("PROMETHEUS", "nothing was measured");
    connection = connectPrometheus(source.access);
    const client = new PrometheusClient(connection, { ...options, nodeOf: source.nodeOf });
    const targets = await retried(() => readTargets(client, source, window), retryPauseMs);
    const { namespace, intervalMs } = source;
    const request = { namespace, window, covered: coveredWindow(window, targets.gaps), intervalMs, seriesFrom };
    const results: QueryResult[] = [];
    // One at a time: Prometheus shares its machine with the workload, and the next level begins soon.
    for (const query of queries) {
      const isLate = performance.now() - startedAt > budgetMs;
      results.push(
        isLate ? missing(query, `not queried within ${budgetMs} ms`) : await runQuery(client, query, request),
      );
    }
    const events = reported === undefined ? await readReported(source) : reported;
    return readingOf(source, { window, seriesFrom }, results, targets, events);
  } catch (error) {
    const reason = messageOf(error);
    const problems = [`It is not known which targets were up: ${reason}`];
    const targets = { problems, gaps: [], scrapes: 0, failedScrapes: 0 };
    const results = queries.map((query) => missing(query, reason));
    return readingOf(source, { window, seriesFrom }, results, targets, null);
  } finally {
    await connection?.close();
  }
}

async function retried<T>(work: () => Promise<T>, pauseMs: number): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (tries === TARGETS_TRIES) throw error;
      await delay(pauseMs);
    }
  }
}

async function readTargets(client: PrometheusClient, source: PrometheusSource, window: Window): Promise<TargetHealth> {
  const { targets, intervalMs, namespace, nodes } = source;
  if (targets.length > 0) return checkTargets(targets, await readScrapes(client, targets, window), window, intervalMs);
  const asked = expand(FOUND_TARGETS, { namespace, window: rangeOf(window) });
  const found = (await client.query(asked, window.to)).map(({ labels }) => targetOf(labels));
  const scraped = await readScrapes(client, found, window);
  const names = nodes.map(({ name }) => name);
  return checkTargets(foundTargets(found, scraped, names, intervalMs), scraped, window, intervalMs);
}

const rangeOf = ({ from, to }: Window): number => Math.ceil(to - from);

const targetOf = ({ job = "", instance = "" }: Record<string, string>) => ({ job, instance });

async function readScrapes(
  client: PrometheusClient,
  targets: readonly { job: string }[],
  window: Window,
): Promise<TargetScrapes[]> {
  const scraped: TargetScrapes[] = [];
  for (const job of new Set(targets.map((target) => target.job))) {
    const series = await client.query(`up{job=${JSON.stringify(job)}}[${rangeOf(window)}ms]`, window.to);
    scraped.push(...series.map(({ labels, points }) => ({ ...targetOf(labels), points })));
  }
  return scraped;
}

/** Pure. */
function readingOf(
  source: PrometheusSource,
  { window, seriesFrom = window.from }: { window: Window; seriesFrom?: number },
  list: readonly QueryResult[],
  targets: TargetHealth,
  reported: Reported,
): WindowReading {
  // An invalid cell shows what there is.
  const gaps = targets.problems.length > 0 ? [] : targets.gaps;
  const results: QueryResults = new Map(list.map((result) => [result.query.name, withoutGaps(result, gaps)]));
  const { intervalMs } = source;
  const names = source.services.map(({ name }) => name);
  const services = source.services.map(({ name, nodes, allowed }) => ({
    ...{ name, nodes, allowed },
    belongs: ({ pod = "" }: Record<string, string>) => serviceOf(pod, names) === name,
  }));
  const summary: MetricsSummary = {
    window: { from: isoTime(window.from), to: isoTime(window.to) },
    scrapeIntervalMs: source.intervalMs,
    scrapes: targets.scrapes,
    failedScrapes: targets.failedScrapes,
    gaps: targets.gaps.map(({ target, from, to }) => ({ target, from: isoTime(from), to: isoTime(to) })),
    services: services.map(({ name, nodes, belongs }) =>
      serviceUsage(results, name, nodes, belongs, window, intervalMs),
    ),
    nodes: source.nodes.map(({ name }) => nodeUsage(results, name, window, intervalMs)),
    pods: podUsages(results, names, window, intervalMs),
    crossNodeBytes: crossNodeBytes(
      results,
      source.nodes.map(({ name }) => name),
      window,
    ),
    events: eventsOf(reported, results, { from: seriesFrom, to: window.to }, names),
  };
  return {
    summary,
    readings: list.flatMap(({ readings }) => readings),
    lines: list.flatMap(({ query, series }) =>
      series.map(({ labels, points }): SeriesLine => {
        return { name: query.name, unit: query.unit, labels, points: points.map(({ at, value }) => [at, value]) };
      }),
    ),
    samples: samplesOf(
      results,
      services,
      source.nodes.map(({ name }) => name),
    ),
    missing: list.flatMap(({ query, reason }) => (reason ? [{ name: query.name, reason }] : [])),
    notes: typeof reported === "string" ? [`The events of the cluster could not be read: ${reported}`] : [],
    invalid: targets.problems,
    misplaced: services.flatMap((service) => misplacedPods(results, service, service.belongs, window)),
  };
}

const isoTime = (at: number): string => new Date(at).toISOString();

const withoutGaps = (result: QueryResult, gaps: readonly Window[]): QueryResult => ({
  ...result,
  series: result.series.map(({ labels, points }) => ({ labels, points: outsideGaps(points, gaps) })),
});

export const SERIES_FILE = "prometheus.ndjson";

/** Writes the full series as NDJSON: one line per series, then one per value. Replaces the file of an earlier attempt. */
export async function writeSeries(
  folder: string,
  { lines, readings }: Pick<WindowReading, "lines" | "readings">,
): Promise<void> {
  const rows: object[] = [
    ...lines.map((line) => ({ kind: "series", ...line })),
    ...readings.map((reading) => ({ kind: "value", ...reading })),
  ];
  await writeFile(join(folder, SERIES_FILE), rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
}
