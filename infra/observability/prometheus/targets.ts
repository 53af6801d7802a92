/** Whether Prometheus scrapes every target that a measurement needs: now, before the load, and throughout a window. */
import { setTimeout as delay } from "node:timers/promises";
import { messageOf } from "../../../base/errors.ts";
import type { ExpectedTarget, PrometheusSource } from "../source.ts";
import type { Window } from "../window.ts";
import { connectPrometheus, PrometheusClient } from "./client.ts";

/** The samples of `up` of one target, at the times of its scrapes. */
export interface TargetScrapes {
  job: string;
  instance: string;
  points: { at: number; value: number }[];
}

export interface TargetHealth {
  /** Why the measurement is invalid; empty: it is valid. */
  problems: string[];
  /** Scrapes of the target that was scraped most. */
  scrapes: number;
  /** Failed scrapes of all expected targets. */
  failedScrapes: number;
}

/** A scrape may be late by its own duration; two missing ones are a gap. */
const GAP_INTERVALS = 2.5;

const targetName = ({ job, instance }: ExpectedTarget): string => (instance ? `${job} of ${instance}` : job);

const timeOfDay = (at: number): string => new Date(at).toISOString().slice(11, 23);

/** Stretches without a sample that are too long for late scrapes. */
function gapsOf(points: readonly { at: number }[], { from, to }: Window, intervalMs: number): [number, number][] {
  const edges = [from, ...points.map(({ at }) => at), to];
  return edges
    .slice(1)
    .map((at, i): [number, number] => [edges[i]!, at])
    .filter(([before, after]) => after - before > GAP_INTERVALS * intervalMs);
}

function healthOf(
  target: ExpectedTarget,
  scraped: readonly TargetScrapes[],
  window: Window,
  intervalMs: number,
): TargetHealth {
  const problem = (what: string): string => `${targetName(target)} ${what}`;
  const candidates = scraped.filter(
    ({ job, instance }) => job === target.job && (target.instance === undefined || instance === target.instance),
  );
  const healths = candidates.map(({ points }): TargetHealth => {
    const sorted = points.filter(({ at }) => at >= window.from && at <= window.to).sort((a, b) => a.at - b.at);
    const down = sorted.filter(({ value }) => value !== 1);
    const gaps = gapsOf(sorted, window, intervalMs);
    const first = down[0];
    const problems = [
      ...(first
        ? [problem(`was down in ${down.length} of ${sorted.length} scrapes, first at ${timeOfDay(first.at)}`)]
        : []),
      ...(sorted.length === 0
        ? [problem("was not scraped in the measured part")]
        : gaps.map(([a, b]) => problem(`was not scraped from ${timeOfDay(a)} to ${timeOfDay(b)}`))),
    ];
    return { problems, scrapes: sorted.length, failedScrapes: down.length };
  });
  // If any target of the job is enough, the healthiest one counts: a replaced pod leaves its old target behind.
  return (
    healths.sort((a, b) => a.problems.length - b.problems.length)[0] ?? {
      problems: [problem("is not a target of Prometheus, or was never scraped")],
      scrapes: 0,
      failedScrapes: 0,
    }
  );
}

/** Pure. @param window times of day of the measured part, in milliseconds */
export function checkTargets(
  expected: readonly ExpectedTarget[],
  scraped: readonly TargetScrapes[],
  window: Window,
  intervalMs: number,
): TargetHealth {
  const healths = expected.map((target) => healthOf(target, scraped, window, intervalMs));
  return {
    problems: healths.flatMap(({ problems }) => problems),
    scrapes: Math.max(0, ...healths.map(({ scrapes }) => scrapes)),
    failedScrapes: healths.reduce((sum, { failedScrapes }) => sum + failedScrapes, 0),
  };
}

/** Prometheus discovers targets and scrapes them for the first time within some intervals of its start. */
const STARTUP_INTERVALS = 12;

export interface TargetState {
  job: string;
  instance: string;
  isUp: boolean;
}

/** Pure. @returns one message per expected target that is missing or down */
export function missingTargets(expected: readonly ExpectedTarget[], states: readonly TargetState[]): string[] {
  return expected.flatMap((target) => {
    const own = states.filter(({ job, instance }) => {
      return job === target.job && (target.instance === undefined || instance === target.instance);
    });
    if (own.some(({ isUp }) => isUp)) return [];
    return [`${targetName(target)} ${own.length > 0 ? "is down" : "is not a target of Prometheus"}`];
  });
}

/** Waits until every target is up. @returns what is still missing after the start-up intervals. Never throws. */
export async function targetProblems(source: PrometheusSource, wait: (ms: number) => Promise<unknown> = delay) {
  let problems: string[] = [];
  for (let tries = 0; tries <= STARTUP_INTERVALS; tries++) {
    problems = await readProblems(source).catch((error: unknown) => [
      `Prometheus does not answer: ${messageOf(error)}`,
    ]);
    if (problems.length === 0) return [];
    if (tries < STARTUP_INTERVALS) await wait(source.intervalMs);
  }
  return problems;
}

async function readProblems({ access, targets }: PrometheusSource): Promise<string[]> {
  const connection = connectPrometheus(access);
  try {
    const series = await new PrometheusClient(connection).query("up", Date.now());
    const states = series.map(({ labels, points }): TargetState => {
      return { job: labels.job ?? "", instance: labels.instance ?? "", isUp: points.at(-1)?.value === 1 };
    });
    return missingTargets(targets, states);
  } finally {
    await connection.close();
  }
}
