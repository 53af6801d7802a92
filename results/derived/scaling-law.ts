/**
 * Gunther's Universal Scalability Law: X(N) = lambda N / (1 + sigma (N - 1) + kappa N (N - 1)). sigma is contention
 * (waiting for shared resources), kappa coherence (keeping shared data consistent); with kappa > 0, throughput falls beyond
 * its peak.
 */
import { mulberry32 } from "../../base/random.ts";
import type { LoadPoint } from "./load-points.ts";

export interface Parameter {
  value: number;
  /** `low` to `high` is the 95 % interval from a bootstrap of residuals. */
  low: number;
  high: number;
}

export type ScalingLaw =
  | {
      fitted: true;
      lambda: Parameter;
      sigma: Parameter;
      kappa: Parameter;
      /** Load of the maximum throughput; `null` without coherence, because there is no maximum. `high` is `null` if it is infinite. */
      peak: { load: number; low: number; high: number | null } | null;
      /** Largest relative deviation of a point from the curve. */
      worstResidual: number;
      points: number;
    }
  | { fitted: false; reason: string };

/** The law has three parameters; more points are needed to judge the fit. */
const MIN_LOADS = 5;
const REPLICATES = 400;
/** Smaller values of kappa count as 0, because the peak would be far beyond any load. */
const MIN_KAPPA = 1e-9;

/** The coefficients of the law. */
export interface Fit {
  lambda: number;
  sigma: number;
  kappa: number;
}

export function fitScalingLaw(points: readonly LoadPoint[]): ScalingLaw {
  const usable = points.filter(({ load, ratePerS }) => load > 0 && ratePerS > 0);
  const loads = new Set(usable.map(({ load }) => load)).size;
  if (loads < MIN_LOADS) return { fitted: false, reason: `${loads} different loads; at least ${MIN_LOADS} are needed` };
  const n = usable.map(({ load }) => load);
  const rates = usable.map(({ ratePerS }) => ratePerS);
  const best = fit(n, rates);
  const curve = n.map((load) => throughputAt(load, best));
  // Corrects for the three fitted parameters, which make residuals smaller than errors.
  const scale = Math.sqrt(n.length / (n.length - 3));
  const residuals = rates.map((rate, index) => scale * Math.log(rate / curve[index]!));
  // Seeded, so that the report of a run is always the same.
  const random = mulberry32(n.length);
  const replicates = Array.from({ length: REPLICATES }, () =>
    fit(
      n,
      curve.map((rate) => rate * Math.exp(residuals[Math.floor(random() * residuals.length)]!)),
    ),
  );
  const parameter = (of: (fit: Fit) => number): Parameter => {
    const sorted = replicates.map(of).sort((a, b) => a - b);
    const value = of(best);
    const [low, high] = [0.025, 0.975].map((p) => sorted[Math.round(p * (sorted.length - 1))]!);
    return { value, low: Math.min(low!, value), high: Math.max(high!, value) };
  };
  const peak = parameter(peakOf);
  const finite = (load: number) => (Number.isFinite(load) ? load : null);
  return {
    fitted: true,
    lambda: parameter(({ lambda }) => lambda),
    sigma: parameter(({ sigma }) => sigma),
    kappa: parameter(({ kappa }) => kappa),
    peak: finite(peak.value) === null ? null : { load: peak.value, low: peak.low, high: finite(peak.high) },
    worstResidual: Math.max(...rates.map((rate, index) => Math.abs(rate / curve[index]! - 1))),
    points: n.length,
  };
}

/** Throughput at load `n` by the law. */
export const throughputAt = (n: number, { lambda, sigma, kappa }: Fit): number =>
  (lambda * n) / (1 + sigma * (n - 1) + kappa * n * (n - 1));

const peakOf = ({ sigma, kappa }: Fit): number =>
  kappa < MIN_KAPPA ? Infinity : Math.sqrt(Math.max(0, 1 - sigma) / kappa);

/**
 * Least squares of relative deviations. N / X = a + b (N - 1) + c N (N - 1) is linear in a, b and c, with lambda = 1 / a,
 * sigma = b / a and kappa = c / a. b and c must not be negative: takes the best valid fit with each of them free or 0.
 */
function fit(n: readonly number[], rates: readonly number[]): Fit {
  const rows = n.map((load, index) => {
    const weight = rates[index]! / load;
    return [weight, weight * (load - 1), weight * load * (load - 1)];
  });
  const fits = [[0, 1, 2], [0, 1], [0, 2], [0]].flatMap((free) => {
    const solution = solve(free, rows);
    return solution && solution[1]! >= 0 && solution[2]! >= 0 && solution[0]! > 0 ? [solution] : [];
  });
  const squares = ([a, b, c]: number[]) =>
    rows.reduce((sum, [x, y, z]) => sum + (1 - a! * x! - b! * y! - c! * z!) ** 2, 0);
  const [a, b, c] = fits.reduce((least, each) => (squares(each) < squares(least) ? each : least));
  return { lambda: 1 / a!, sigma: b! / a!, kappa: c! / a! };
}

/** Solves the normal equations for `1 = row . x` by Cramer's rule after scaling; columns that are not `free` are held at 0. */
function solve(free: readonly number[], rows: readonly number[][]): number[] | null {
  const scales = [0, 1, 2].map((column) => Math.hypot(...rows.map((row) => row[column]!)) || 1);
  const unit = rows.map((row) => row.map((value, column) => (free.includes(column) ? value / scales[column]! : 0)));
  const matrix = [0, 1, 2].map((i) =>
    [0, 1, 2].map((j) => (i === j && !free.includes(i) ? 1 : unit.reduce((sum, row) => sum + row[i]! * row[j]!, 0))),
  );
  const right = [0, 1, 2].map((i) => unit.reduce((sum, row) => sum + row[i]!, 0));
  const whole = determinant(matrix);
  if (Math.abs(whole) < 1e-14) return null;
  return [0, 1, 2].map((column) => {
    const replaced = matrix.map((row, i) => row.map((value, j) => (j === column ? right[i]! : value)));
    return determinant(replaced) / whole / scales[column]!;
  });
}

function determinant(m: readonly number[][]): number {
  const [[a, b, c], [d, e, f], [g, h, i]] = m as [number[], number[], number[]];
  return a! * (e! * i! - f! * h!) - b! * (d! * i! - f! * g!) + c! * (d! * h! - e! * g!);
}
