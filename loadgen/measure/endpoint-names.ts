import { OTHER_ENDPOINTS } from "../schema/request.ts";
import type { WorkerSecond } from "./second.ts";

/** Longer names are cut, because every second repeats them. */
const MAX_LENGTH = 500;

/** The first so many names of endpoints, so that memory does not depend on what a scenario requests. */
export class EndpointNames {
  readonly #limit: number;
  readonly #known = new Set<string>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Whether further names are replaced. */
  get isFull(): boolean {
    return this.#known.size >= this.#limit;
  }

  /** The name that an endpoint counts under. */
  of(name: string): string {
    const cut = shortened(name);
    if (this.#known.has(cut) || cut === OTHER_ENDPOINTS) return cut;
    if (this.isFull) return OTHER_ENDPOINTS;
    this.#known.add(cut);
    return cut;
  }

  /** The same second with these names. */
  renameIn(second: WorkerSecond): WorkerSecond {
    const { counts, histograms, errors } = second;
    const rename = <T extends { endpoint: string }>(measured: readonly T[]): T[] =>
      measured.map((each) => ({ ...each, endpoint: this.of(each.endpoint) }));
    return { ...second, counts: rename(counts), histograms: rename(histograms), errors: rename(errors) };
  }
}

/** Numbers of endpoints by method and name, which samples carry in place of names. */
export class EndpointNumbers {
  /** By number. */
  readonly names: string[] = [];
  readonly #names: EndpointNames;
  readonly #byName = new Map<string, number>();
  readonly #byMethod = new Map<string, Map<string, number>>();

  constructor(limit: number) {
    this.#names = new EndpointNames(limit);
  }

  /** Two look-ups of strings whose hashes are cached are cheaper than concatenating them. */
  of(method: string, name: string): number {
    let numbers = this.#byMethod.get(method);
    if (numbers === undefined) {
      numbers = new Map<string, number>();
      // Methods beyond the limit are not kept either.
      if (!this.#names.isFull) this.#byMethod.set(method, numbers);
    }
    return numbers.get(name) ?? this.#add(method, name, numbers);
  }

  /** Names beyond the limit are not kept, not even to find them again. */
  #add(method: string, name: string, numbers: Map<string, number>): number {
    const isBeyond = this.#names.isFull;
    const known = this.#names.of(`${method} ${name}`);
    const number = this.#byName.get(known) ?? this.names.push(known) - 1;
    this.#byName.set(known, number);
    if (!isBeyond) numbers.set(name, number);
    return number;
  }
}

/** Text from a scenario or a server that is repeated in messages and results, at a length that does no harm. */
export const shortened = (text: string): string =>
  text.length <= MAX_LENGTH ? text : `${text.slice(0, MAX_LENGTH - 1)}…`;
