/** The Deployment of a canary that has values of its own, as its chart renders it with them. */
import { isController, type KubeObject } from "../../kubernetes/objects.ts";
import type { Problem } from "../problems.ts";
import type { CanaryConfig } from "../schema/canary.ts";
import { merged } from "./chart.ts";
import { renderChart, type ChartToRender } from "./render.ts";

const PATH = "workload.canary.values";

/** @param chart of the stable version. Null: it is not on this machine */
export function readCanary(
  canary: CanaryConfig | undefined,
  chart: ChartToRender | null,
): { canary: KubeObject | null; problems: Problem[] } {
  const wrong = (message: string) => ({ canary: null, problems: [{ path: PATH, message }] });
  if (canary?.values === undefined) return { canary: null, problems: [] };
  if (chart === null)
    return wrong("are for a chart that is on this machine, as a folder or .tgz file; set `image` or `env` instead");
  const read = renderChart({ ...chart, values: merged(chart.values, canary.values) });
  if (read === null) return wrong("need Helm: there is no `helm` on PATH that renders the chart with them");
  if (read.problems.length > 0)
    return { canary: null, problems: read.problems.map((problem) => ({ ...problem, path: PATH })) };
  const found = read.objects.find((each) => isController(each) && each.metadata.name === canary.service);
  if (found) return { canary: found, problems: [] };
  return wrong(`take ${canary.service} out of the chart: there is no such Deployment with them`);
}
