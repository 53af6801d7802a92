/** How far a run is, and what is left of its load. Pure. */
import type { CellBegun, PlanFile } from "../../schema/run.ts";
import type { RecordedSecond } from "../../schema/series.ts";

export interface LiveCell {
  cell: string;
  begun?: CellBegun;
  seconds: RecordedSecond[];
  isClosed: boolean;
}

export interface Progress {
  /** The cell that is being measured; absent between cells and after the last one. */
  current?: LiveCell;
  level?: { name: string; number: number; of: number };
  /** Planned length of the current cell; `null` if it is not known. */
  cellMs: number | null;
  /** From 1. */
  cell?: { number: number; of: number };
  /** Seconds of load that were measured, and that are planned; `null` if the length of a cell is not known. */
  elapsedMs: number;
  plannedMs: number | null;
  /** Load that is left, without the time between cells; `null` as above. */
  leftMs: number | null;
}

/** @param cells those that have begun, in order of their beginning */
export function progressOf(plan: PlanFile | undefined, cells: readonly LiveCell[]): Progress {
  const names = [...new Set([...(plan?.cells ?? []), ...cells.map(({ cell }) => cell)])];
  const begun = new Map(cells.map((each) => [each.cell, each]));
  const lengths = names.map((name) => lengthMs(name, begun.get(name), plan));
  const elapsed = names.map((name, at) => elapsedMs(begun.get(name), lengths[at] ?? null));
  const plannedMs = sum(lengths);
  const elapsedTotal = sum(elapsed) ?? 0;
  const current = cells.findLast(({ isClosed }) => !isClosed);
  const levels = [...new Set(names.map((name) => levelOf(name, begun.get(name))))];
  const level = current && levelOf(current.cell, current);
  return {
    current,
    level: level === undefined ? undefined : { name: level, number: levels.indexOf(level) + 1, of: levels.length },
    cellMs: (current && lengths[names.indexOf(current.cell)]) ?? null,
    cell: current && { number: names.indexOf(current.cell) + 1, of: names.length },
    elapsedMs: elapsedTotal,
    plannedMs,
    leftMs: plannedMs === null ? null : Math.max(0, plannedMs - elapsedTotal),
  };
}

/** From its own specification, or from its level in the plan; `null` if neither names a length. */
function lengthMs(cell: string, begun: LiveCell | undefined, plan: PlanFile | undefined): number | null {
  const own = begun?.begun?.spec["durationMs"];
  if (typeof own === "number") return own;
  const level = levelOf(cell, begun);
  return plan?.plan.levels.find(({ name }) => name === level)?.durationMs ?? null;
}

/** A cell that was closed early leaves nothing to wait for. */
function elapsedMs(cell: LiveCell | undefined, length: number | null): number {
  if (!cell) return 0;
  const measured = cell.seconds.at(-1)?.atMs ?? 0;
  if (cell.isClosed) return length ?? measured;
  return length === null ? measured : Math.min(measured, length);
}

const levelOf = (cell: string, known?: Pick<LiveCell, "begun">): string =>
  known?.begun?.level ?? /^load-(.+)-\d+$/.exec(cell)?.[1] ?? cell;

const sum = (values: readonly (number | null)[]): number | null =>
  values.some((value) => value === null) ? null : values.reduce<number>((total, value) => total + (value ?? 0), 0);
