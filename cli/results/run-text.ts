import { KEEP } from "../../infra/load/cell.ts";
import type { StackOutputs } from "../../results/schema/outputs.ts";

/** Which run the outputs of a stack show, for a line of text. */
export const runText = ({ runId, provenance }: Pick<StackOutputs, "runId" | "provenance">): string =>
  runId === KEEP ? "nothing was measured" : `run ${runId} (${provenance})`;
