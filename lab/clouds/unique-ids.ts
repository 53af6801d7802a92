import { createHash } from "node:crypto";
import type { Store } from "./store.ts";

/** IDs that follow from a seed and are not repeated after a restart. */
export class UniqueIds {
  readonly #seed: number;
  readonly #store: Store;

  constructor(seed: number, store: Store) {
    this.#seed = seed;
    this.#store = store;
  }

  guid(): string {
    const hex = this.#draw().toString("hex");
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  }

  /** 19 digits, as Google numbers its resources. */
  number(): string {
    return String(10n ** 18n + (this.#draw().readBigUInt64BE() % (8n * 10n ** 18n)));
  }

  #draw(): Buffer {
    const { state } = this.#store;
    state.drawn += 1;
    this.#store.changed();
    return createHash("sha256").update(`${this.#seed} ${state.drawn}`).digest();
  }
}
