/** Seeded draws, fast enough for hundreds of millions of requests. */
export class Draws {
  #state: number;
  /** Normal values by inversion of equal shares: what is drawn is which of them. */
  static readonly #normals = Float64Array.from({ length: 1 << 16 }, (_, i) => quantile((i + 0.5) / (1 << 16)));

  constructor(seed: number) {
    this.#state = Math.imul(seed, 0x9e3779b1) >>> 0;
  }

  /** Mulberry32. */
  #next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  uniform(): number {
    return this.#next() / 2 ** 32;
  }

  normal(): number {
    return Draws.#normals[this.#next() >>> 16]!;
  }

  pick(count: number): number {
    return Math.floor(this.uniform() * count);
  }
}

/** Of the standard normal distribution, by bisection of its tail. */
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

/** For z <= 0, by Abramowitz and Stegun's 26.2.17. */
export function normalCdf(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const tail =
    (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return z > 0 ? 1 - tail : tail;
}
