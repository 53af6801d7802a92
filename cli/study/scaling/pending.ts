/** Which measurements of a scaling study are left: more users for each variant, until they are too much. Pure. */
import type { Objective } from "../../../results/derived/index.ts";
import { pointOf, type ScalingPoint, type ScalingRun } from "../../../results/scaling/index.ts";

/** What is to be measured. */
export interface Point {
  variant: string;
  users: number;
  /** Identifies what is measured. */
  id: string;
}

/** What was measured, by the id of its point. */
export type Known = ReadonlyMap<string, ScalingRun>;

/** @param points by variant, from few users to many */
export function pendingPoints<P extends Point>(
  points: readonly P[],
  known: Known,
  objectives: readonly Objective[],
): P[] {
  return [...Map.groupBy(points, ({ variant }) => variant).values()].flatMap((own) => {
    const ofOwn = own.map(({ id }) => known.get(id)).map((run) => run && pointOf(run, objectives));
    const last = ofOwn.findIndex((point, i) => isEnd(point, ofOwn[i - 1]));
    const reached = last < 0 ? own : own.slice(0, last);
    return reached.filter(({ id }) => !known.has(id));
  });
}

/**
 * More users would be too much as well, or more than the generator can be. It may have been disturbed once: only a second
 * invalid result in a row says that it is the limit.
 */
const isEnd = (point: ScalingPoint | undefined, before: ScalingPoint | undefined): boolean =>
  point !== undefined && (point.broke.length > 0 || (isInvalid(point) && before !== undefined && isInvalid(before)));

const isInvalid = ({ invalid }: ScalingPoint): boolean => invalid.length > 0;

/** Whether a run of an earlier command need not be measured again: it is whole, and its figures say something of the target. */
export const isUsable = (run: ScalingRun, objectives: readonly Objective[]): boolean =>
  run.outputs.load.length > 0 &&
  run.outputs.load.every(({ result }) => result.status !== "partial") &&
  pointOf(run, objectives).invalid.length === 0;
