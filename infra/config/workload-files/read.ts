/** Reads the files of an application that a stack file names, and checks the stack file against them. */
import { isChartPath } from "../../catalog/charts.ts";
import type { Problem } from "../problems.ts";
import { DEFAULT_NAME, NO_FILES, type WorkloadFiles } from "../schema/application.ts";
import type { WrittenConfig } from "../schema/index.ts";
import { readCanary } from "./canary.ts";
import { readChart, readValues } from "./chart.ts";
import { checkObjects } from "./check.ts";
import { readKustomization } from "./kustomize.ts";
import { readManifests } from "./manifests.ts";
import { renderChart } from "./render.ts";

/** @param folder of the stack file */
export function readWorkloadFiles(
  workload: WrittenConfig["workload"],
  folder: string,
): { files: WorkloadFiles; problems: Problem[] } {
  const { helm, manifests, kustomize } = workload;
  if (helm) {
    const { chart, problems } = isChartPath(helm.chart) ? readChart(helm.chart, folder) : { chart: null, problems: [] };
    const { values, problems: ofValues } = readValues(helm.valuesFiles, helm.values, folder);
    const found = [...problems, ...ofValues];
    if (found.length > 0) return { files: { ...NO_FILES, chart, values }, problems: found };
    const { name = DEFAULT_NAME } = workload;
    const { release = name, namespace = name } = helm;
    // A chart that is not on this machine is not fetched only to be checked.
    const rendered = chart && { path: chart.path, release, namespace, values };
    const read = rendered && renderChart(rendered);
    if (read) found.push(...read.problems, ...checkObjects("helm", workload, read));
    const { canary, problems: ofCanary } = readCanary(workload.canary, rendered);
    return { files: { ...NO_FILES, chart, values, canary }, problems: [...found, ...ofCanary] };
  }
  if (manifests === undefined && kustomize === undefined) return { files: NO_FILES, problems: [] };
  const key = manifests === undefined ? "kustomize" : "manifests";
  const read = manifests === undefined ? readKustomization(kustomize!, folder) : readManifests(manifests, folder);
  const problems = [...read.problems, ...checkObjects(key, workload, read)];
  return { files: { ...NO_FILES, objects: read.objects }, problems };
}
