/** The HTML report: all sections of one page, in their order. */
import type { ArchivedRun } from "../../archive/index.ts";
import type { Comparison } from "../../compare/types.ts";
import { demandAndCapacity, derive } from "../../derived/index.ts";
import type { Objective } from "../../derived/index.ts";
import { reportCharts } from "./charts/index.ts";
import { distributionCharts } from "./charts/distribution.ts";
import { reportOf } from "./model.ts";
import { page } from "./page.ts";
import { scalingCharts } from "./charts/scaling.ts";
import { canaries } from "./sections/canary.ts";
import { cellsSection } from "./sections/cells.ts";
import { cluster } from "./sections/cluster.ts";
import { comparisonSection } from "./sections/comparison.ts";
import { costs } from "./sections/costs.ts";
import { derivedSection } from "./sections/derived.ts";
import { distributions, endpoints } from "./sections/latency.ts";
import { evidence } from "./sections/evidence.ts";
import { failures } from "./sections/failures.ts";
import { notCovered } from "./sections/not-covered.ts";
import { regionsSection } from "./sections/regions.ts";
import { resources } from "./sections/resources.ts";
import { results } from "./sections/results.ts";
import { setting } from "./sections/setting.ts";
import { summary } from "./sections/summary.ts";
import { thresholds } from "./sections/thresholds.ts";
import { loadTimelines } from "./sections/timelines.ts";

export interface ReportOptions {
  /** Objectives for capacity and demand; without any, the report shows neither. */
  objectives?: readonly Objective[];
  /** Address of the list of runs, if the page is served. */
  home?: string;
}

/**
 * Renders the report as one self-contained HTML file. The same input gives the same text.
 *
 * @param runs in the order of their columns; runs that did not end show their results so far
 * @param comparison one comparison, or several with the same baseline; without it, the report only shows the runs
 */
export function renderReport(
  runs: readonly ArchivedRun[],
  comparison: Comparison | readonly Comparison[] = [],
  { objectives = [], ...place }: ReportOptions = {},
): string {
  const comparisons = "kind" in comparison ? [comparison] : comparison;
  const report = reportOf(runs, comparisons);
  const charts = reportCharts(report);
  const distribution = distributionCharts(report);
  const derived = report.runs.map((run) => {
    const found = derive(run.archived);
    return { run, derived: found, charts: scalingCharts(report, run, found) };
  });
  const demand = objectives.length === 0 ? null : demandAndCapacity(runs, objectives);
  const network = cluster(report);
  const checked = thresholds(report);
  const canary = canaries(report);
  const regions = regionsSection(report);
  const body = [
    summary(report),
    results(report),
    regions,
    loadTimelines(report, charts),
    distributions(report, distribution),
    comparisons.map(comparisonSection),
    checked,
    canary,
    endpoints(report),
    resources(report, charts),
    failures(report),
    cellsSection(report),
    evidence(report),
    network,
    derivedSection(derived, demand),
    costs(report),
    setting(report),
    notCovered(report),
  ];
  const navigation = [
    { id: "results", title: "Results" },
    ...(regions === null ? [] : [{ id: "regions", title: "Regions" }]),
    { id: "over-time", title: "Over time" },
    { id: "distributions", title: "Distributions" },
    ...comparisons.slice(0, 1).map(() => ({
      id: "comparison-0",
      title: comparisons.length === 1 ? "Verdict" : "Verdicts",
    })),
    ...(checked === null ? [] : [{ id: "thresholds", title: "Thresholds" }]),
    ...(canary === null ? [] : [{ id: "canary", title: "Canary" }]),
    { id: "endpoints", title: "Endpoints" },
    { id: "resources", title: "Resources" },
    { id: "failures", title: "Failures" },
    { id: "cells", title: "Cells" },
    { id: "evidence", title: "Generator" },
    ...(network === null ? [] : [{ id: "network", title: "Network" }]),
    { id: "derived", title: "Scaling" },
    { id: "costs", title: "Costs" },
    { id: "setting", title: "Setting" },
    { id: "not-covered", title: "Limitations" },
  ];
  return page(report, navigation, body, place);
}
