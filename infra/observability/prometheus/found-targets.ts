/**
 * The targets of a Prometheus that is already there. Its jobs may have any names and intervals, so its targets are those
 * that had what is read at some time of the measured part. Pure.
 */
import { upperMedian } from "../../../base/median.ts";
import type { ExpectedTarget } from "../source.ts";
import type { TargetScrapes } from "./targets.ts";

/** One series of each exporter that the catalogue reads: cAdvisor, kube-state-metrics and node-exporter. */
const READ_FROM = [
  `container_memory_working_set_bytes{namespace="$namespace"}`,
  `kube_pod_status_phase{namespace="$namespace"}`,
  "node_memory_MemTotal_bytes",
];

/** A query, as in the catalogue, for the job and instance of each target. */
export const FOUND_TARGETS = READ_FROM.map(
  (series) => `count by (job, instance) (count_over_time(${series}[$window]))`,
).join(" or ");

interface FoundTarget {
  job: string;
  instance: string;
}

/**
 * Targets of the nodes, and any target of a job that has none there: its pod may have been replaced. Without scrapes of its
 * own, such as where labels were changed on the way, a target is left out.
 *
 * @param found that had what is read
 * @param intervalMs shortest time between scrapes; targets that are scraped more rarely are judged by their own interval
 */
export function foundTargets(
  found: readonly FoundTarget[],
  scraped: readonly TargetScrapes[],
  nodes: readonly string[],
  intervalMs: number,
): ExpectedTarget[] {
  const known = found.filter((target) => scraped.some((each) => isSame(each, target)));
  return [...Map.groupBy(known, ({ job }) => job)].flatMap(([job, own]): ExpectedTarget[] => {
    const spacing = spacingMs(scraped.filter((each) => own.some((target) => isSame(each, target))));
    const usual = { job, intervalMs: Math.max(intervalMs, spacing) };
    const onNodes = nodes.filter((node) => own.some(({ instance }) => instance === node));
    return onNodes.length === 0 ? [usual] : onNodes.map((instance) => ({ ...usual, instance }));
  });
}

const isSame = (a: FoundTarget, b: FoundTarget): boolean => a.job === b.job && a.instance === b.instance;

/** Median time between scrapes, which are recorded also if they fail; 0 if no target has two. */
function spacingMs(scraped: readonly TargetScrapes[]): number {
  const spacings = scraped.flatMap(({ points }) => points.slice(1).map(({ at }, i) => at - points[i]!.at));
  return upperMedian(spacings) ?? 0;
}
