/** Axes: the range of their values, round ticks with labels, and positions from 0 to 1. */
import type { Chart, Line } from "./chart.ts";

export interface Scale {
  low: number;
  high: number;
  log: boolean;
  ticks: { value: number; label: string }[];
}

/** Position between the ends of the axis; values outside are at its ends. */
export function position({ low, high, log }: Pick<Scale, "low" | "high" | "log">, value: number): number {
  const [from, to, at] = log ? [low, high, value].map(Math.log) : [low, high, value];
  return to === from ? 0.5 : Math.min(Math.max((at! - from!) / (to! - from!), 0), 1);
}

/** Room above the lines for the names of spans. */
const HEADROOM = 1.13;
const Y_TICKS = 4;
const X_TICKS = 5;
/** Steps of axes in seconds. */
const TIME_STEPS = [1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400];

/** Linear axes start at 0; a logarithmic one starts below the smallest positive value. */
export function yScale({ log = false, stacked, lines, reach = 0 }: Chart): Scale {
  const values = stacked ? totals(lines.map(({ values }) => values)) : lines.flatMap(({ values }) => values);
  const numbers = values.filter((value) => value !== null).filter((value) => !log || value > 0);
  const highest = Math.max(reach, ...numbers);
  if (log) {
    const lowest = Math.min(...numbers, highest);
    const room = 1.15 * (highest / lowest) ** (HEADROOM - 1);
    const [low, high] = highest > 0 ? [lowest / 1.15, highest * room] : [1, 10];
    return { low, high, log, ticks: logTicks(low, high).map(labelled) };
  }
  const high = (highest > 0 ? highest : 1) * HEADROOM;
  return { low: 0, high, log, ticks: linearTicks(0, high, Y_TICKS).map(labelled) };
}

export function xScale({ xKind = "seconds", xUnit, xNames = [], xReach = 0, lines, spans }: Chart): Scale {
  const all = [...lines.flatMap(({ x }) => x), ...spans.flatMap(({ from, to }) => [from, to])];
  const high = Math.max(...all, xReach);
  if (xKind === "percentile")
    return { low: 1, high: Math.max(high, 2), log: true, ticks: percentileTicks(Math.max(high, 2)) };
  if (xKind === "run") {
    const every = Math.ceil(xNames.length / X_TICKS);
    const ticks = xNames.map((label, value) => ({ value, label })).filter(({ value }) => value % every === 0);
    return { low: -0.5, high: xNames.length - 0.5, log: false, ticks };
  }
  const low = Math.min(...all, 0);
  if (xKind === "load") {
    const ticks = linearTicks(0, high, X_TICKS).map(labelled);
    return {
      low: 0,
      high,
      log: false,
      ticks: ticks.map((tick, at) => (at > 0 ? tick : { ...tick, label: `0 ${xUnit}` })),
    };
  }
  const step = TIME_STEPS.find((each) => (high - low) / each <= X_TICKS) ?? 86_400;
  return {
    low,
    high,
    log: false,
    ticks: multiples(low, high, step).map((value) => ({ value, label: time(value, step) })),
  };
}

/** Values over a wider range than this need a logarithmic axis. */
export const MAX_LINEAR_RATIO = 8;

export function isWide(lines: readonly Line[]): boolean {
  const numbers = lines.flatMap(({ values }) => values.filter((value) => value !== null)).filter((value) => value > 0);
  return numbers.length > 0 && Math.max(...numbers) / Math.min(...numbers) > MAX_LINEAR_RATIO;
}

/** Sums of the values at each place; a missing value counts as 0 where another line has one. */
export function totals(lines: readonly (readonly (number | null)[])[]): (number | null)[] {
  const length = Math.max(0, ...lines.map((values) => values.length));
  return Array.from({ length }, (_, at) => {
    const values = lines.map((line) => line[at] ?? null).filter((value) => value !== null);
    return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0);
  });
}

const labelled = (value: number) => ({ value, label: plain(value) });

/** Ticks are round, so that all of their digits are shown. */
const plain = (value: number): string => {
  const [whole = "", fraction] = String(Number(value.toPrecision(6))).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, "\u202f");
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
};

export function linearTicks(low: number, high: number, count: number): number[] {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough * 0.999) ?? 10);
  return multiples(low, high, step);
}

const multiples = (low: number, high: number, step: number): number[] => {
  const first = Math.ceil(low / step);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
};

/** Over more decades than this, not each power of ten has a tick. */
const MAX_DECADES = 6;
/** Over fewer decades than this, an axis looks linear, and the steps below may all lie outside of it. */
const MIN_DECADES = 0.3;

/** Powers of ten, and round numbers between them if there are only a few. */
export function logTicks(low: number, high: number): number[] {
  const decades = Math.log10(high / low);
  if (decades < MIN_DECADES) return linearTicks(low, high, Y_TICKS);
  const steps =
    decades > 2.5
      ? [1]
      : decades > 1.2
        ? [1, 3]
        : decades > 0.6
          ? [1, 2, 5]
          : [1, 1.2, 1.5, 2, 2.5, 3, 3.5, 4, 5, 6, 7, 8];
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power += Math.ceil(decades / MAX_DECADES))
    ticks.push(...steps.map((step) => Number((step * 10 ** power).toPrecision(6))));
  return ticks.filter((tick) => tick >= low && tick <= high);
}

function percentileTicks(high: number): Scale["ticks"] {
  const ticks = [{ value: 2, label: "p50" }];
  for (let nines = 1; 10 ** nines <= high * 1.001; nines += 1)
    ticks.push({ value: 10 ** nines, label: `p${percentile(10 ** nines)}` });
  return ticks;
}

/** The percentile of 1 / (1 - quantile), with all of its nines. */
export const percentile = (inverse: number): string =>
  String(Number((100 * (1 - 1 / inverse)).toFixed(Math.max(0, Math.ceil(Math.log10(inverse))))));

function time(seconds: number, step: number): string {
  if (step >= 3600) return `${plain(seconds / 3600)} h`;
  return step >= 60 ? `${plain(seconds / 60)} min` : `${plain(seconds)} s`;
}
