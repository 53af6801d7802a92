/**
 * The knee: the load at which throughput stops growing in proportion. Fits two straight lines that meet to throughput over
 * load by least squares (segmented regression), and compares them with one line. The knee is the point where they meet.
 */
import { tQuantile } from "../statistics/student-t.ts";
import type { LoadPoint } from "./load-points.ts";

export type Knee =
  | {
      found: true;
      method: typeof METHOD;
      load: number;
      low: number;
      high: number;
      ratePerS: number;
      slopes: [number, number];
    }
  | { found: false; method: typeof METHOD; reason: string };

const METHOD = "two-segment least squares";
/** Two lines always fit fewer loads. */
const MIN_LOADS = 5;
/** Required gain of two lines over one by the Bayesian information criterion; 6 is strong evidence. */
const MIN_GAIN = 6;
/** Largest slope of the second line, as a fraction of the first: a bend upwards or a slight one is not a knee. */
const FLATTER = 0.7;
const STEPS = 200;

/** `low` to `high` is the 95 % interval of the knee, from its profile likelihood. */
export function findKnee(all: readonly LoadPoint[]): Knee {
  const points = all.filter(({ ratePerS }) => ratePerS > 0);
  const noKnee = (reason: string): Knee => ({ found: false, method: METHOD, reason });
  const loads = [...new Set(points.map(({ load }) => load))].sort((a, b) => a - b);
  if (loads.length < MIN_LOADS) return noKnee(`${loads.length} different loads; at least ${MIN_LOADS} are needed`);
  const straight = fit(points, Infinity);
  // At least two loads on each side.
  const [from, to] = [loads[1]!, loads.at(-2)!];
  const fits = Array.from({ length: STEPS + 1 }, (_, step) => fit(points, from + ((to - from) * step) / STEPS));
  const best = fits.reduce((least, each) => (each.squares < least.squares ? each : least));
  const n = points.length;
  // Exact data have no noise to compare with, so assume a millionth of each value.
  const floor = 1e-12 * n;
  const logRatio = (squares: number) => n * Math.log((squares + floor) / (best.squares + floor));
  // The bend adds two parameters: its load and the second slope.
  if (logRatio(straight.squares) - 2 * Math.log(n) < MIN_GAIN)
    return noKnee("one straight line fits as well: no knee up to the maximum load");
  const [before, after] = best.slopes;
  if (!(before > 0) || after > FLATTER * before) return noKnee("throughput does not flatten within these loads");
  const freedom = n - 4;
  const within = n * Math.log1p(tQuantile(0.975, freedom) ** 2 / freedom);
  const near = fits.filter(({ squares }) => logRatio(squares) <= within).map(({ at }) => at);
  const { at, value } = best;
  return {
    found: true,
    method: METHOD,
    load: at,
    low: Math.min(...near),
    high: Math.max(...near),
    ratePerS: value,
    slopes: best.slopes,
  };
}

interface Fit {
  at: number;
  squares: number;
  /** At the meeting point. */
  value: number;
  slopes: [number, number];
}

/**
 * Fits y = a + b x + c max(0, x - at) by the normal equations of centred values; one line if `at` is infinite. Minimises
 * deviations relative to y, because rates vary in proportion to their size.
 */
function fit(points: readonly LoadPoint[], at: number): Fit {
  const x = points.map(({ load }) => load);
  const h = x.map((load) => Math.max(0, load - at));
  const y = points.map(({ ratePerS }) => ratePerS);
  const weights = y.map((rate) => 1 / rate ** 2);
  const weight = weights.reduce((sum, each) => sum + each, 0);
  const mean = (values: number[]) => values.reduce((sum, value, i) => sum + weights[i]! * value, 0) / weight;
  const centred = (values: number[]) => {
    const centre = mean(values);
    return values.map((value) => value - centre);
  };
  const dot = (a: number[], b: number[]) => a.reduce((sum, value, i) => sum + weights[i]! * value * b[i]!, 0);
  const [cx, ch, cy] = [centred(x), centred(h), centred(y)];
  const [xx, xh, hh, xy, hy] = [dot(cx, cx), dot(cx, ch), dot(ch, ch), dot(cx, cy), dot(ch, cy)];
  const determinant = xx * hh - xh * xh;
  const bends = Number.isFinite(at) && determinant > 1e-9 * xx * hh;
  const b = bends ? (xy * hh - hy * xh) / determinant : xy / xx;
  const c = bends ? (hy * xx - xy * xh) / determinant : 0;
  const a = mean(y) - b * mean(x) - c * mean(h);
  const rest = y.map((value, i) => value - a - b * x[i]! - c * h[i]!);
  return { at, squares: dot(rest, rest), value: a + b * at, slopes: [b, b + c] };
}
