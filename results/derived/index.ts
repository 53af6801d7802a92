/** Derived metrics: knee, scaling law, recovery and cell length of one run; capacity and demand of several. */
import type { ArchivedRun } from "../archive/index.ts";
import { cellLengths } from "../compare/index.ts";
import type { CellLength } from "../compare/index.ts";
import { DEFAULT_MARGINS } from "../schema/analysis-plan.ts";
import { findKnee } from "./knee.ts";
import type { Knee } from "./knee.ts";
import { loadPoints } from "./load-points.ts";
import type { LoadPoints } from "./load-points.ts";
import { recoveries } from "./recovery.ts";
import type { Recovery } from "./recovery.ts";
import { fitScalingLaw } from "./scaling-law.ts";
import type { ScalingLaw } from "./scaling-law.ts";

export interface Derived {
  /** One for each set of loads: a stepped cell, or the levels of the run. */
  scaling: { points: LoadPoints; knee: Knee; law: ScalingLaw }[];
  recoveries: Recovery[];
  /** One for each level whose blocks were recorded. */
  cellLengths: CellLength[];
}

export function derive(run: Pick<ArchivedRun, "cells" | "outputs">): Derived {
  return {
    scaling: loadPoints(run).map((points) => ({
      points,
      knee: findKnee(points.points),
      law: fitScalingLaw(points.points),
    })),
    recoveries: run.cells.flatMap((cell) => recoveries(cell)),
    cellLengths: cellLengths(
      run.cells.flatMap(({ output }) => output ?? []),
      run.outputs?.plan.comparison?.margins ?? DEFAULT_MARGINS,
    ),
  };
}

export { demandAndCapacity, judge, meets, parseObjectives } from "./capacity.ts";
export type { Capacity, DemandAndCapacity, Objective, Resources } from "./capacity.ts";
export { derivedMetrics, type DerivedCell } from "./metrics.ts";
export { findKnee, type Knee } from "./knee.ts";
export { plateausOf, type LoadPoint } from "./load-points.ts";
export type { Recovery } from "./recovery.ts";
export { fitScalingLaw, throughputAt } from "./scaling-law.ts";
export type { ScalingLaw } from "./scaling-law.ts";
