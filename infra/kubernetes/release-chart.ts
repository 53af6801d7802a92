import type { ChartSource } from "../catalog/charts.ts";

/** The inputs of a Helm release that say which chart it installs. */
export const releaseChart = ({ chart, repo, version }: ChartSource) => ({
  chart,
  version: version ?? undefined,
  repositoryOpts: repo === null ? undefined : { repo },
});
