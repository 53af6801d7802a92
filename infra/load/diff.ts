/** When a cell is measured again: only for a reason that makes its numbers another measurement. Pure. */
import { isDeepStrictEqual } from "node:util";
import { KEEP, type CellInputs, type CellOutputs } from "./cell-inputs.ts";

const identity = ["stack", "cell", "spec", "workloadDigest", "topologyDigest"] as const;

type Old = Pick<CellOutputs, (typeof identity)[number] | "runId" | "askedRunId" | "status">;
type New = Pick<CellInputs, (typeof identity)[number] | "runId">;

/**
 * Only our own keys count: neither the provider's text nor an address nor a machine that was made anew re-runs a load.
 * While the old status isn't complete there is a change, so that `update` resumes what is missing.
 */
export function diff(olds: Old, news: New) {
  const replaces: string[] = identity.filter((key) => !isDeepStrictEqual(olds[key], news[key]));
  // ReadingRequest again for what was asked for before is no new run, even where it had to be given another id.
  if (news.runId !== KEEP && news.runId !== olds.runId && news.runId !== olds.askedRunId) replaces.push("runId");
  const changes = replaces.length > 0 || olds.status !== "complete";
  // Two loads at once would measure each other.
  return { changes, replaces, deleteBeforeReplace: true };
}
