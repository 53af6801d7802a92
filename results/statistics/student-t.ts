/** Student's t distribution, for any positive (also fractional) degrees of freedom. */

/** P(T <= t). Accurate to about 1e-12. */
export function tCdf(t: number, degreesOfFreedom: number): number {
  if (t === 0) return 0.5;
  const tail = 0.5 * incompleteBeta(degreesOfFreedom / (degreesOfFreedom + t * t), degreesOfFreedom / 2, 0.5);
  return t > 0 ? 1 - tail : tail;
}

/** P(|T| >= |t|), without the cancellation of 1 - cdf in the tails. */
export function tTwoSided(t: number, degreesOfFreedom: number): number {
  return incompleteBeta(degreesOfFreedom / (degreesOfFreedom + t * t), degreesOfFreedom / 2, 0.5);
}

/** The t with P(T <= t) = p, for 0 < p < 1. */
export function tQuantile(p: number, degreesOfFreedom: number): number {
  if (p === 0.5) return 0;
  if (p < 0.5) return -tQuantile(1 - p, degreesOfFreedom);
  const wanted = 2 * (1 - p);
  let high = 1;
  while (tTwoSided(high, degreesOfFreedom) > wanted) high *= 2;
  let low = 0;
  const peak = Math.exp(logGamma((degreesOfFreedom + 1) / 2) - logGamma(degreesOfFreedom / 2));
  const density = (t: number) =>
    (peak / Math.sqrt(degreesOfFreedom * Math.PI)) * (1 + (t * t) / degreesOfFreedom) ** (-(degreesOfFreedom + 1) / 2);
  // Newton's method, with bisection if a step leaves the bracket, as it does in the tails with few degrees of freedom.
  let at = (low + high) / 2;
  for (let steps = 0; steps < MAX_STEPS && at > low && at < high; steps += 1) {
    const excess = tTwoSided(at, degreesOfFreedom) - wanted;
    if (excess > 0) low = at;
    else high = at;
    const next = at + excess / (2 * density(at));
    if (Math.abs(next - at) <= 1e-13 * at) return next;
    at = next > low && next < high ? next : (low + high) / 2;
  }
  return at;
}

const MAX_STEPS = 200;

/** The regularised incomplete beta function I_x(a, b), by its continued fraction (Lentz's method). */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The continued fraction converges fast only below this point; symmetry gives the other side.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x)) / a;
  return front * betaFraction(x, a, b);
}

const TINY = 1e-300;
const nonZero = (value: number): number => (Math.abs(value) < TINY ? TINY : value);

function betaFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1));
  let result = d;
  for (let m = 1; m <= 10_000; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonZero(1 + even * d);
    c = nonZero(1 + even / c);
    result *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonZero(1 + odd * d);
    c = nonZero(1 + odd / c);
    const step = d * c;
    result *= step;
    if (Math.abs(step - 1) < 1e-15) break;
  }
  return result;
}

/** Coefficients of Lanczos' approximation (g = 7, nine terms), accurate to about 1e-14 for x > 0. */
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const at = x - 1;
  const [first = 0, ...terms] = LANCZOS;
  const sum = terms.reduce((total, term, index) => total + term / (at + index + 1), first);
  const base = at + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (at + 0.5) * Math.log(base) - base + Math.log(sum);
}
