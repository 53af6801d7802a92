/** Which targets have to answer for a measurement to count, and whether they did. Pure. */
import type { Window } from "../window.ts";

/** A target, or, without `instance`, any one of its job's. */
export interface ExpectedTarget {
  job: string;
  instance?: string;
}

/** The samples of `up` of one target as Prometheus keeps them: at the times of its scrapes. */
export interface TargetScrapes {
  job: string;
  instance: string;
  points: { at: number; value: number }[];
}

export interface TargetVerdict {
  /** Why the measurement is invalid; empty: it isn't. */
  problems: string[];
  /** Scrapes of the target that was scraped most. */
  scrapes: number;
  /** Scrapes without an answer, over all expected targets. */
  failedScrapes: number;
}

/** A scrape may come late by its own duration; two of them missing are a gap. */
const GAP_INTERVALS = 2.5;

export const targetName = ({ job, instance }: ExpectedTarget): string => (instance ? `${job} of ${instance}` : job);

const clock = (at: number): string => new Date(at).toISOString().slice(11, 23);

/** Times without a sample that are too long to be scrapes that came late. */
function gapsOf(points: readonly { at: number }[], { from, to }: Window, intervalMs: number): [number, number][] {
  const edges = [from, ...points.map(({ at }) => at), to];
  return edges
    .slice(1)
    .map((at, i): [number, number] => [edges[i]!, at])
    .filter(([before, after]) => after - before > GAP_INTERVALS * intervalMs);
}

function judgeOne(target: ExpectedTarget, scraped: readonly TargetScrapes[], window: Window, intervalMs: number) {
  const name = targetName(target);
  const named = (suffix: string): string => `${name} ${suffix}`;
  const candidates = scraped.filter(
    ({ job, instance }) => job === target.job && (target.instance === undefined || instance === target.instance),
  );
  const verdicts = candidates.map(({ points }) => {
    const sorted = points.filter(({ at }) => at >= window.from && at <= window.to).sort((a, b) => a.at - b.at);
    const down = sorted.filter(({ value }) => value !== 1);
    const gaps = gapsOf(sorted, window, intervalMs);
    const first = down[0];
    const problems = [
      ...(first ? [named(`was down in ${down.length} of ${sorted.length} scrapes, first at ${clock(first.at)}`)] : []),
      ...(sorted.length === 0
        ? [named("was not scraped in the measured part")]
        : gaps.map(([a, b]) => named(`was not scraped from ${clock(a)} to ${clock(b)}`))),
    ];
    return { problems, scrapes: sorted.length, failedScrapes: down.length };
  });
  // Where any target of a job will do, the best of them speaks: a replaced pod leaves its old target behind.
  return (
    verdicts.sort((a, b) => a.problems.length - b.problems.length)[0] ?? {
      problems: [named("is not a target of Prometheus, or was never scraped")],
      scrapes: 0,
      failedScrapes: 0,
    }
  );
}

/** @param window times of day of the measured part, in milliseconds */
export function judgeTargets(
  expected: readonly ExpectedTarget[],
  scraped: readonly TargetScrapes[],
  window: Window,
  intervalMs: number,
): TargetVerdict {
  const verdicts = expected.map((target) => judgeOne(target, scraped, window, intervalMs));
  return {
    problems: verdicts.flatMap(({ problems }) => problems),
    scrapes: Math.max(0, ...verdicts.map(({ scrapes }) => scrapes)),
    failedScrapes: verdicts.reduce((sum, { failedScrapes }) => sum + failedScrapes, 0),
  };
}
