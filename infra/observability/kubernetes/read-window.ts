/** Everything that a Prometheus knows of one measured level: a summary, the series, and whether they can be trusted. */
import type { MetricsSummary } from "../../../results/schema/outputs.ts";
import { InfraError, messageOf } from "../../errors.ts";
import type { TimedSample } from "../collector.ts";
import type { Window } from "../window.ts";
import { openPrometheus, type AskOptions, type PrometheusDoor } from "./access.ts";
import { PrometheusClient } from "./client.ts";
import { CATALOGUE, type MetricQuery } from "./queries.ts";
import { ask, rateWindowMs, type Answered, type Reading } from "./readings.ts";
import { samplesOf } from "./samples.ts";
import { serviceOf } from "./services.ts";
import type { PrometheusSource } from "./source.ts";
import { judgeTargets, type TargetScrapes, type TargetVerdict } from "./targets.ts";
import { bytesOf, nodeUsage, serviceUsage, type Answers } from "./usage.ts";

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
  /** Queries without an answer: name and reason. */
  missing: { name: string; reason: string }[];
  /** Why the run is invalid: targets that were down, gaps, or no Prometheus. Empty: it is valid. */
  invalid: string[];
}

export interface ReadOptions extends AskOptions {
  /** Start of the level, for the series. Default: the window's. */
  seriesFrom?: number;
  queries?: readonly MetricQuery[];
  /** After this long, what was not asked yet is missing: the next level waits. Default 120 000. */
  budgetMs?: number;
}

const BUDGET_MS = 120_000;

/**
 * @param window times of day of the level's measured part, in milliseconds
 * @throws nothing: what Prometheus can't answer is missing, and without its word on the targets the run is invalid
 */
export async function readWindow(
  source: PrometheusSource,
  window: Window,
  { seriesFrom, queries = CATALOGUE, budgetMs = BUDGET_MS, ...options }: ReadOptions = {},
): Promise<WindowReading> {
  const began = performance.now();
  const unanswered = (query: MetricQuery, reason: string): Answered => ({ query, series: [], readings: [], reason });
  let door: PrometheusDoor | undefined;
  try {
    if (window.to <= window.from) throw new InfraError("PROMETHEUS", "nothing was measured");
    door = openPrometheus(source.access);
    const client = new PrometheusClient(door, options);
    const targets = await judge(client, source, window);
    const { namespace, intervalMs } = source;
    const asked = { namespace, window, intervalMs, ...(seriesFrom === undefined ? {} : { seriesFrom }) };
    const answered: Answered[] = [];
    // One after another: Prometheus shares its machine with what was measured, and the next level soon begins.
    for (const query of queries) {
      const isLate = performance.now() - began > budgetMs;
      answered.push(isLate ? unanswered(query, `not asked within ${budgetMs} ms`) : await ask(client, query, asked));
    }
    return conclude(source, window, answered, targets);
  } catch (error) {
    const reason = messageOf(error);
    const targets = { problems: [`It is not known which targets were up: ${reason}`], scrapes: 0, failedScrapes: 0 };
    return conclude(
      source,
      window,
      queries.map((query) => unanswered(query, reason)),
      targets,
    );
  } finally {
    await door?.close();
  }
}

async function judge(client: PrometheusClient, source: PrometheusSource, window: Window): Promise<TargetVerdict> {
  const { targets, intervalMs } = source;
  const jobs = [...new Set(targets.map(({ job }) => job))];
  const range = Math.ceil(window.to - window.from);
  const scraped = await client.at(`up{job=~"${jobs.join("|")}"}[${range}ms]`, window.to);
  const each = scraped.map(({ labels, points }): TargetScrapes => {
    return { job: labels.job ?? "", instance: labels.instance ?? "", points };
  });
  return judgeTargets(targets, each, window, intervalMs);
}

/** Pure. */
function conclude(
  source: PrometheusSource,
  window: Window,
  answered: readonly Answered[],
  targets: TargetVerdict,
): WindowReading {
  const answers: Answers = new Map(answered.map((answer) => [answer.query.name, answer]));
  const settleMs = rateWindowMs(source.intervalMs);
  const names = source.services.map(({ name }) => name);
  const services = source.services.map(({ name, nodes }) => ({
    name,
    nodes,
    belongs: ({ pod = "" }: Record<string, string>) => serviceOf(pod, names) === name,
  }));
  const summary: MetricsSummary = {
    window: { from: new Date(window.from).toISOString(), to: new Date(window.to).toISOString() },
    scrapeIntervalMs: source.intervalMs,
    scrapes: targets.scrapes,
    failedScrapes: targets.failedScrapes,
    services: services.map(({ name, nodes, belongs }) => serviceUsage(answers, name, nodes, belongs, window, settleMs)),
    nodes: source.nodes.map(({ name }) => nodeUsage(answers, name, window, settleMs)),
    crossNodeBytes: bytesOf(answers, ["node_overlay_sent"], () => true, window),
  };
  return {
    summary,
    readings: answered.flatMap(({ readings }) => readings),
    lines: answered.flatMap(({ query, series }) =>
      series.map(({ labels, points }): SeriesLine => {
        return { name: query.name, unit: query.unit, labels, points: points.map(({ at, value }) => [at, value]) };
      }),
    ),
    samples: samplesOf(
      answers,
      services,
      source.nodes.map(({ name }) => name),
    ),
    missing: answered.flatMap(({ query, reason }) => (reason ? [{ name: query.name, reason }] : [])),
    invalid: targets.problems,
  };
}
