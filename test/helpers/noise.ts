/** Seeded noise for simulations: the same numbers in every run of the tests. */
import { mulberry32 } from "../../base/random.ts";

export class Noise {
  readonly #next: () => number;

  constructor(seed: number) {
    this.#next = mulberry32(seed);
  }

  /** Uniform in (0, 1). */
  uniform(): number {
    return this.#next() + 0.5 / 2 ** 32;
  }

  /** Standard normal, by Box and Muller's method. */
  normal(): number {
    return Math.sqrt(-2 * Math.log(this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }

  normals(count: number, mean = 0, sd = 1): number[] {
    return Array.from({ length: count }, () => mean + sd * this.normal());
  }
}
