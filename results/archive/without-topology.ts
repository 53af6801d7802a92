/** The outputs of a run of which only the load is known: its target was not deployed by Stackmark. */
import type { CellOutput, StackOutputs } from "../schema/outputs.ts";

export const WITHOUT_TOPOLOGY = {
  topologyDigest: null,
  plan: { nodes: [], links: [], services: [], levels: [] },
  nodes: [],
  placement: [],
} satisfies Partial<StackOutputs>;

export function outputsWithoutTopology(
  load: CellOutput[],
  of: Pick<StackOutputs, "stack" | "runId" | "provenance" | "environment" | "notes">,
): StackOutputs {
  return { schemaVersion: 0, ...of, ...WITHOUT_TOPOLOGY, endpoints: {}, load, timings: [] };
}
