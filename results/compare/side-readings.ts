/** The metrics of one side by level, without a comparison. */
import type { StackOutputs } from "../schema/outputs.ts";
import { readingOfCells } from "./change.ts";
import { validityOf } from "./evidence.ts";
import { commonLoadText } from "./load-text.ts";
import { OVERALL_METRICS, RESOURCE_METRICS } from "./metrics.ts";
import type { Reading } from "./types.ts";

export interface LevelReadings {
  level: string;
  /** Such as `120 users`; `null` if it was not measured or recorded, or differs between cells. */
  load: string | null;
  /** By the id of each metric. */
  readings: ReadonlyMap<string, Reading>;
  /** Validity of each cell, and the reasons why it is not evidence. */
  cells: { cell: string; status: ReturnType<typeof validityOf>["status"]; reasons: string[] }[];
}

/** In the order of the plan, then of the cells. */
export function readingsOf({ plan, load }: StackOutputs): LevelReadings[] {
  const planned = plan.levels.map(({ name }) => name);
  const measured = load.map(({ level }) => level);
  return [...new Set([...planned, ...measured])].map((level) => {
    const cells = load.filter((cell) => cell.level === level);
    return {
      level,
      load: commonLoadText(cells.map(({ result }) => result.spec)),
      readings: new Map(
        [...OVERALL_METRICS, ...RESOURCE_METRICS].map((metric) => [metric.id, readingOfCells(metric, cells)]),
      ),
      cells: cells.map((cell) => ({ cell: cell.cell, ...validityOf(cell) })),
    };
  });
}
