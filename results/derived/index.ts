/** What can be worked out of a run: knee, scaling law, recovery; and of several, demand and capacity. Pure. */
import type { ArchivedRun } from "../archive/index.ts";
import { cellLengths } from "../compare/index.ts";
import type { CellLength } from "../compare/index.ts";
import { DEFAULT_MARGINS } from "../schema/declared.ts";
import { kneeOf } from "./knee.ts";
import type { Knee } from "./knee.ts";
import { loadPoints } from "./points.ts";
import type { LoadPoints } from "./points.ts";
import { recoveries } from "./recovery.ts";
import type { Recovery } from "./recovery.ts";
import { scalabilityOf } from "./scalability.ts";
import type { Scalability } from "./scalability.ts";

export interface Derived {
  /** For each set of loads that the run was put under. */
  scaling: { points: LoadPoints; knee: Knee; law: Scalability }[];
  recoveries: Recovery[];
  /** Of each level whose cells' parts were recorded. */
  cellLengths: CellLength[];
}

export function derive(run: Pick<ArchivedRun, "cells" | "outputs">): Derived {
  return {
    scaling: loadPoints(run).map((points) => ({
      points,
      knee: kneeOf(points.points),
      law: scalabilityOf(points.points),
    })),
    recoveries: run.cells.flatMap((cell) => recoveries(cell)),
    cellLengths: cellLengths(
      run.cells.flatMap(({ output }) => output ?? []),
      run.outputs?.plan.comparison?.margins ?? DEFAULT_MARGINS,
    ),
  };
}

export { demandAndCapacity } from "./demand.ts";
export type { Capacity, DemandAndCapacity, Resources } from "./demand.ts";
export { parseObjectives } from "./slo.ts";
export type { Objective } from "./slo.ts";
export { throughputAt } from "./scalability.ts";
export type { Knee } from "./knee.ts";
export type { Recovery } from "./recovery.ts";
export type { Scalability } from "./scalability.ts";
