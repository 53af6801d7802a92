/** A shared axis of figures: where a value is, in percent of the width. */
import { MAX_LINEAR_RATIO, linearTicks, logTicks, position } from "../charts/scale.ts";

export interface Axis {
  isLog: boolean;
  /** 0–100. */
  at: (value: number) => number;
  ticks: number[];
}

/** Room beside the outer values, as a factor. */
const LOG_ROOM = 1.2;
const LINEAR_ROOM = 1.04;
const TICKS = 4;

/** Logarithmic if the values differ widely, because small ones would be indistinguishable on a linear axis. */
export function axisOf(values: readonly number[]): Axis {
  const [min, max] = [Math.min(...values), Math.max(...values, 0)];
  if (min <= 0 || max / min <= MAX_LINEAR_RATIO) return linearAxis(max);
  const [low, high] = [min / LOG_ROOM, max * LOG_ROOM];
  return { isLog: true, ticks: logTicks(low, high), at: (value) => percent(position({ low, high, log: true }, value)) };
}

/** Starts at 0, so that lengths are to scale. */
export function linearAxis(max: number): Axis {
  const high = LINEAR_ROOM * (max > 0 ? max : 1);
  const at = (value: number) => percent(position({ low: 0, high, log: false }, value));
  return { isLog: false, ticks: linearTicks(0, high, TICKS), at };
}

const percent = (share: number): number => Math.round(1e4 * share) / 100;
