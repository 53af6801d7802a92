/** What of the metrics a reader must know beside good numbers. Pure. */
import { counted } from "../../base/counted.ts";
import { quantity } from "../../base/format.ts";
import type { EventKind, MetricsSummary } from "../../results/schema/outputs.ts";

/** Kinds of events that explain figures; the others are in the time line only. */
const NAMES: Partial<Record<EventKind, [one: string, several: string]>> = {
  "oom-kill": ["container killed for lack of memory", "containers killed for lack of memory"],
  restart: ["restart of a container", "restarts of containers"],
  eviction: ["eviction", "evictions"],
  "node-not-ready": ["node not Ready", "nodes not Ready"],
  "image-pull": ["image pull", "image pulls"],
};

/** Below this share of scheduling periods, throttling moves a median by less than two runs differ. */
const LEAST_THROTTLED_PCT = 5;

/** One note each for what happened in the measured part, for limits that were met, and for scrapes that were lost. */
export function metricsNotes({ window, services, events = [], gaps = [] }: MetricsSummary): string[] {
  const within = events.filter(({ at }) => at >= window.from && at <= window.to);
  const parts = Object.entries(NAMES).flatMap(([kind, [one, several]]) => {
    const of = within.filter((event) => event.kind === kind);
    const count = of.reduce((sum, event) => sum + event.count, 0);
    const whose = [...new Set(of.flatMap(({ service, node }) => service ?? node ?? []))];
    const where = whose.length === 0 ? "" : ` (${whose.join(", ")})`;
    return count === 0 ? [] : [`${counted(count, one, several)}${where}`];
  });
  const throttled = services
    .map(({ name, cpuThrottledPct }) => ({ name, pct: cpuThrottledPct?.avg ?? 0 }))
    .filter(({ pct }) => pct >= LEAST_THROTTLED_PCT)
    .sort((a, b) => b.pct - a.pct);
  const heldBack = throttled.map(({ name, pct }) => `${name} in ${quantity(Math.round(pct), "%")}`).join(", ");
  const targets = [...new Set(gaps.map(({ target }) => target))];
  return [
    ...(parts.length === 0 ? [] : [`In the measured part: ${parts.join("; ")}.`]),
    ...(heldBack === "" ? [] : [`Held back by its CPU limit: ${heldBack} of scheduling periods.`]),
    ...(gaps.length === 0
      ? []
      : [`Scrapes of ${targets.join(", ")} were lost in ${counted(gaps.length, "gap")}, and rates filled over them.`]),
  ];
}
