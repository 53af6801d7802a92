/** How long a stack is planned to be up. Pure. */
import type { Plan } from "../topology/plan.ts";

/**
 * Assumed, since no cloud promises a time: machines, K3s, charts and checks; and deleting all of it. Rehearsals in
 * simulated clouds take a third of it.
 */
const SET_UP_MS = 15 * 60_000;
export const DESTROY_MS = 10 * 60_000;

export interface PlannedDuration {
  setUpMs: number;
  /** The rehearsal and all cells, without their margins. */
  loadMs: number;
  destroyMs: number;
  totalMs: number;
  /** How much longer the cells may take, waiting for requests in flight, until they are aborted. */
  marginMs: number;
}

export function plannedDuration({ load }: Pick<Plan, "load">): PlannedDuration {
  const { cells, levels, rehearsalMs, warmUpMs, gracefulStopMs } = load;
  const durationMs = new Map(levels.map((level) => [level.name, level.durationMs]));
  const cellsMs = cells.reduce((sum, { level }) => sum + (durationMs.get(level) ?? 0), 0);
  const rehearsal = cells.length > 0 && rehearsalMs > 0 ? warmUpMs + rehearsalMs : 0;
  const loadMs = rehearsal + cellsMs;
  const totalMs = SET_UP_MS + loadMs + DESTROY_MS;
  const marginMs = cells.length * (gracefulStopMs + load.marginMs);
  return { setUpMs: SET_UP_MS, loadMs, destroyMs: DESTROY_MS, totalMs, marginMs };
}
