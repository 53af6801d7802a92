/** Finds the runs of the archive that show how much the runs of a side vary. */
import type { CellOutput, StackOutputs } from "../schema/outputs.ts";
import { isSameLoad } from "./comparability.ts";
import { evidenceOf, isEvidence } from "./evidence.ts";

export interface EarlierCells {
  /** One cell of each earlier run. */
  a: CellOutput[];
  b: CellOutput[];
  /** Both sides are runs of one stack. */
  isShared: boolean;
}

/**
 * One complete and steady cell of the level from each archived run of a side's stack, on the same topology and with the
 * same load. If both sides are runs of one stack, the candidate is left out: it may differ on purpose.
 */
export function earlierCells(
  level: string,
  a: StackOutputs,
  b: StackOutputs,
  archive: readonly StackOutputs[],
): EarlierCells {
  const isShared = a.stack === b.stack;
  const usable = isShared ? archive.filter(({ runId }) => runId !== b.runId) : archive;
  const of = (side: StackOutputs) => usable.filter((run) => isSameSetting(run, side)).flatMap(cellOf(level, side));
  return { a: of(a), b: of(b), isShared };
}

/** Runs without a recorded topology, such as imported ones, may have been measured on anything. */
const isSameSetting = (run: StackOutputs, side: StackOutputs): boolean =>
  run.stack === side.stack &&
  run.provenance === side.provenance &&
  run.topologyDigest !== null &&
  run.topologyDigest === side.topologyDigest;

/** The first cell that counts: repeats of one run do not show how runs vary. */
function cellOf(level: string, side: StackOutputs) {
  const own = side.load.find((cell) => cell.level === level);
  return ({ load }: StackOutputs): CellOutput[] => {
    const found = load.find((cell) => cell.level === level && isEvidence(evidenceOf(cell, cell)));
    return found && own && isSameLoad(found.result.spec, own.result.spec) ? [found] : [];
  };
}
