/** The resources of one cloud by ID. */
import type { Resource, Store } from "./store.ts";

export class Resources {
  readonly #store: Store;
  readonly #ignoresCase: boolean;

  /** @param ignoresCase whether IDs that differ only in case are the same resource */
  constructor(store: Store, ignoresCase: boolean) {
    this.#store = store;
    this.#ignoresCase = ignoresCase;
  }

  keyOf(id: string): string {
    return this.#ignoresCase ? id.toLowerCase() : id;
  }

  find(id: string): Resource | undefined {
    const { resources } = this.#store.state;
    const key = this.keyOf(id);
    return Object.hasOwn(resources, key) ? resources[key] : undefined;
  }

  record(resource: Resource): void {
    this.#store.state.resources[this.keyOf(resource.id)] = resource;
  }

  forget(resource: Resource): void {
    delete this.#store.state.resources[this.keyOf(resource.id)];
  }
}
