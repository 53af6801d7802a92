/** Whether Prometheus scrapes every target that a measurement needs: now, before the load, and throughout a window. Pure. */
import type { ExpectedTarget } from "../source.ts";
import type { Window } from "../window.ts";

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

/**
 * A scrape may be late by its own duration. One that is missing or failed loses nothing: counters go on, and rates look
 * back over several. Two in a row are a gap.
 */
const GAP_INTERVALS = 2.5;

const targetName = ({ job, instance }: ExpectedTarget): string => (instance ? `${job} of ${instance}` : job);

const timeOfDay = (at: number): string => new Date(at).toISOString().slice(11, 23);

/** Stretches without a successful scrape that are too long for a late or lost one. */
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
    const up = sorted.filter(({ value }) => value === 1);
    const problems = gapsOf(up, window, intervalMs).map(([from, to]) => {
      const failed = down.filter(({ at }) => at >= from && at <= to).length;
      const why = failed > 0 ? `was down in ${failed} of ${sorted.length} scrapes,` : "was not scraped";
      return problem(`${why} from ${timeOfDay(from)} to ${timeOfDay(to)}`);
    });
    const isNever = sorted.length === 0;
    return {
      problems: isNever ? [problem("was not scraped in the measured part")] : problems,
      scrapes: sorted.length,
      failedScrapes: down.length,
    };
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

/**
 * Pure. Of a Prometheus that is already there: how often the nodes were scraped. Its jobs may have any names, so it is not
 * known which targets it lacks.
 */
export function nodeTargets(nodes: readonly string[], scraped: readonly TargetScrapes[]): TargetHealth {
  const own = scraped.filter(({ instance }) => nodes.includes(instance));
  return {
    problems: [],
    scrapes: Math.max(0, ...own.map(({ points }) => points.length)),
    failedScrapes: own.flatMap(({ points }) => points.filter(({ value }) => value !== 1)).length,
  };
}

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
