/** Whether Prometheus scrapes every target that a measurement needs: now, before the load, and throughout a window. Pure. */
import type { ExpectedTarget } from "../source.ts";
import type { Window } from "../window.ts";

/** The samples of `up` of one target, at the times of its scrapes. */
export interface TargetScrapes {
  job: string;
  instance: string;
  points: { at: number; value: number }[];
}

/** A stretch without a successful scrape of a target. */
export interface Gap extends Window {
  /** Such as `kubelet of server`. */
  target: string;
}

export interface TargetHealth {
  /** Why the measurement is invalid; empty: it is valid. */
  problems: string[];
  /** Of all expected targets, in order of time. */
  gaps: Gap[];
  /** Scrapes of the target that was scraped most. */
  scrapes: number;
  /** Failed scrapes of all expected targets. */
  failedScrapes: number;
}

/** A scrape may be late by its own duration; beyond this, one is missing or failed. */
const GAP_INTERVALS = 1.5;
/** One lost scrape loses nothing: counters go on, and rates look back over several. Two in a row lose what was between. */
const LOSS_INTERVALS = 2.5;
/** Of the measured part. Counters go on in a gap, so only gauges in it are unknown, and rates at the edges of the part. */
const MAX_LOST_PCT = 10;

const targetName = ({ job, instance }: ExpectedTarget): string => (instance ? `${job} of ${instance}` : job);

const timeOfDay = (at: number): string => new Date(at).toISOString().slice(11, 23);

function gapsOf(points: readonly { at: number }[], { from, to }: Window, intervalMs: number): Window[] {
  const edges = [from, ...points.map(({ at }) => at), to];
  return edges
    .slice(1)
    .map((at, i): Window => ({ from: edges[i]!, to: at }))
    .filter((gap) => lengthMs(gap) > GAP_INTERVALS * intervalMs);
}

const lengthMs = ({ from, to }: Window): number => to - from;

function healthOf(
  target: ExpectedTarget,
  scraped: readonly TargetScrapes[],
  window: Window,
  usualIntervalMs: number,
): TargetHealth {
  const { intervalMs = usualIntervalMs } = target;
  const problem = (what: string): string => `${targetName(target)} ${what}`;
  const candidates = scraped.filter(
    ({ job, instance }) => job === target.job && (target.instance === undefined || instance === target.instance),
  );
  const lossesOf = (gaps: readonly Window[], scrapes: TargetScrapes["points"]): string[] => {
    const losses = gaps.filter((gap) => lengthMs(gap) > LOSS_INTERVALS * intervalMs);
    const lostMs = losses.reduce((sum, gap) => sum + lengthMs(gap) - intervalMs, 0);
    const lostPct = (100 * lostMs) / lengthMs(window);
    if (lostPct <= MAX_LOST_PCT) return [];
    const share = `${Math.round(lostPct)} % of the measured part is lost, more than ${MAX_LOST_PCT} %`;
    return losses.map(({ from, to }) => {
      const failed = scrapes.filter(({ at, value }) => value !== 1 && at >= from && at <= to).length;
      const why = failed > 0 ? `was down in ${failed} of ${scrapes.length} scrapes,` : "was not scraped";
      return problem(`${why} from ${timeOfDay(from)} to ${timeOfDay(to)}: ${share}`);
    });
  };
  const healths = candidates.map(({ points }): TargetHealth => {
    const sorted = points.filter(({ at }) => at >= window.from && at <= window.to).sort((a, b) => a.at - b.at);
    const down = sorted.filter(({ value }) => value !== 1);
    const up = sorted.filter(({ value }) => value === 1);
    const gaps = gapsOf(up, window, intervalMs);
    const isNever = sorted.length === 0;
    return {
      problems: isNever ? [problem("was not scraped in the measured part")] : lossesOf(gaps, sorted),
      gaps: gaps.map((gap) => ({ target: targetName(target), ...gap })),
      scrapes: sorted.length,
      failedScrapes: down.length,
    };
  });
  // If any target of the job is enough, the healthiest one counts: a replaced pod leaves its old target behind.
  return (
    healths.sort((a, b) => a.problems.length - b.problems.length)[0] ?? {
      problems: [problem("is not a target of Prometheus, or was never scraped")],
      gaps: [{ target: targetName(target), ...window }],
      scrapes: 0,
      failedScrapes: 0,
    }
  );
}

/**
 * Pure.
 *
 * @param window times of day of the measured part, in milliseconds
 * @param intervalMs between scrapes of targets that have no interval of their own
 */
export function checkTargets(
  expected: readonly ExpectedTarget[],
  scraped: readonly TargetScrapes[],
  window: Window,
  intervalMs: number,
): TargetHealth {
  const healths = expected.map((target) => healthOf(target, scraped, window, intervalMs));
  return {
    problems: healths.flatMap(({ problems }) => problems),
    gaps: healths.flatMap(({ gaps }) => gaps).sort((a, b) => a.from - b.from),
    scrapes: Math.max(0, ...healths.map(({ scrapes }) => scrapes)),
    failedScrapes: healths.reduce((sum, { failedScrapes }) => sum + failedScrapes, 0),
  };
}

/** The window without gaps at its edges: a rate over it holds for the whole window. Pure. */
export function coveredWindow(window: Window, gaps: readonly Window[]): Window {
  const starts = gaps.filter(({ from }) => from <= window.from).map(({ to }) => to);
  const ends = gaps.filter(({ to }) => to >= window.to).map(({ from }) => from);
  // Prometheus leaves out a sample at the very start of a range.
  const covered = { from: Math.max(window.from, ...starts.map((at) => at - 1)), to: Math.min(window.to, ...ends) };
  return covered.from < covered.to ? covered : window;
}

/** Points outside all gaps: in a gap, a sum over several targets would lack one. Pure. */
export const outsideGaps = <P extends { at: number }>(points: readonly P[], gaps: readonly Window[]): P[] =>
  points.filter(({ at }) => !gaps.some(({ from, to }) => at > from && at < to));

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
