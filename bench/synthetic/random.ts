import { mulberry32 } from "../../base/random.ts";

const NORMAL_COUNT = 1 << 16;

/** Seeded draws, fast enough for hundreds of millions of requests. */
export class Draws {
  /** Uniform in [0, 1). */
  readonly uniform: () => number;
  /** Quantiles of the normal distribution at equal distances; drawing one of them is faster than computing one. */
  static readonly #normals = Float64Array.from({ length: NORMAL_COUNT }, (_, i) => quantile((i + 0.5) / NORMAL_COUNT));

  constructor(seed: number) {
    this.uniform = mulberry32(Math.imul(seed, 0x9e3779b1));
  }

  normal(): number {
    return Draws.#normals[this.pick(NORMAL_COUNT)]!;
  }

  /** A whole number from 0 to `count` - 1. */
  pick(count: number): number {
    return Math.floor(this.uniform() * count);
  }
}

/** A quantile of the standard normal distribution, by bisection of its lower tail. */
function quantile(p: number): number {
  if (p > 0.5) return -quantile(1 - p);
  let [low, high] = [-9, 0];
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (normalCdf(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The standard normal distribution's P(X <= z), by Abramowitz and Stegun's 26.2.17. */
export function normalCdf(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const tail =
    (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return z > 0 ? 1 - tail : tail;
}
