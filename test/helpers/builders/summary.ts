/** What a stack registers as its outputs. */
import { summaryOf } from "../../../infra/load/summary.ts";
import type { MeasuredCell, StackOutputs } from "../../../results/schema/outputs.ts";
import type { StackSummary } from "../../../results/schema/summary.ts";
import { anOutputs } from "./outputs.ts";

/** @param digests of the archived results, by cell. Default: none were recorded. */
export function aStackSummary(
  outputs: StackOutputs = anOutputs(),
  over: Partial<StackSummary> = {},
  digests: Readonly<Record<string, string>> = {},
): StackSummary {
  const { stack, runId, provenance, topologyDigest, endpoints, notes, load } = outputs;
  return {
    schemaVersion: 1,
    ...{ stack, runId, provenance, topologyDigest, endpoints, notes },
    nodes: outputs.nodes.map(({ name, role, size, publicIp, privateIp }) => {
      return { name, role, size, cloud: "local", publicIp, privateIp };
    }),
    placement: Object.fromEntries(outputs.placement.map(({ service, node }) => [service, node])),
    load: load.map((cell) => summaryOf(cell as MeasuredCell, digests[cell.cell] ?? null)),
    resultsDigest: null,
    ...over,
  };
}
