/** The versions of one run as the two sides of a comparison. */
import type { CellOutput, StackOutputs } from "../schema/outputs.ts";

/** By how many users a version gets, its rate follows from its share; it says nothing about the version. */
const RATE = "rate";

/** The run as if only this version had been measured. Cells that it did not answer are left out. */
export function sideOf(outputs: StackOutputs, version: "stable" | "canary"): StackOutputs {
  const { plan } = outputs;
  const { comparison } = plan;
  return {
    ...outputs,
    plan: {
      ...plan,
      comparison: comparison && {
        ...comparison,
        primaries: comparison.primaries.filter(({ metric }) => metric !== RATE),
      },
    },
    load: outputs.load.flatMap((cell) => cellOf(cell, version)),
    derived: undefined,
  };
}

/** What is known only of both versions together is unknown of each. */
function cellOf(cell: CellOutput, version: "stable" | "canary"): CellOutput[] {
  const stats = cell.result.versions?.find(({ name }) => name === version);
  if (!stats) return [];
  const { responses: _responses, connections: _connections, ...overall } = stats;
  return [
    {
      ...cell,
      result: {
        ...cell.result,
        overall: { ...overall, name: "*" },
        endpoints: [],
        segmentStats: undefined,
        timings: undefined,
        accounting: null,
      },
      blocks: null,
      metrics: null,
    },
  ];
}

export const isComparedByVersion = (metric: string): boolean => metric !== RATE;
