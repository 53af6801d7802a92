/** A shared axis of figures: where a value is, in percent of the width. */

export interface Axis {
  isLog: boolean;
  /** 0–100. */
  at: (value: number) => number;
  ticks: number[];
}

/** Ratio of the largest to the smallest value from which differences are shown as factors. */
const LOG_FROM = 10;
const MARGIN = 1.2;
const FEWEST_TICKS = 3;

/**
 * Logarithmic if the values span a factor of ten or more, because small ones would not differ on a linear axis. A linear axis starts at 0,
 * so that lengths are to scale.
 */
export function axisOf(values: readonly number[]): Axis {
  const [min, max] = [Math.min(...values), Math.max(...values, 0)];
  return min > 0 && max / min >= LOG_FROM ? logarithmic(min / MARGIN, max * MARGIN) : linear(max > 0 ? max : 1);
}

/** Starts at 0. */
export function linear(max: number): Axis {
  const end = max * 1.04;
  const power = 10 ** Math.floor(Math.log10(end / 4));
  const step = power * ([1, 2, 5, 10].find((factor) => end / (power * factor) <= 5) ?? 10);
  const ticks = Array.from({ length: Math.floor(end / step) + 1 }, (_, index) => clean(index * step));
  return { isLog: false, ticks, at: (value) => percent(value / end) };
}

function logarithmic(min: number, max: number): Axis {
  const within = (factors: readonly number[]) => {
    const ticks: number[] = [];
    for (let power = Math.floor(Math.log10(min)); power <= Math.log10(max); power += 1)
      ticks.push(...factors.map((factor) => clean(factor * 10 ** power)));
    return ticks.filter((tick) => tick >= min && tick <= max);
  };
  const candidates = [[1], [1, 3], [1, 2, 5]].map(within);
  const ticks = candidates.find(({ length }) => length >= FEWEST_TICKS) ?? candidates.at(-1)!;
  return { isLog: true, ticks, at: (value) => percent(Math.log(Math.max(value, min) / min) / Math.log(max / min)) };
}

const clean = (value: number): number => Number(value.toPrecision(6));
const percent = (share: number): number => Math.round(1e4 * Math.min(Math.max(share, 0), 1)) / 100;
