/** Tracks which registered resources were created, because an invoke is sent only if its dependencies exist. */
import type { RegisterResult } from "../protocol/resource-monitor.ts";

interface TrackedRegistration {
  parent?: string;
  /** False for a component, which counts as created when all its children are. */
  custom: boolean;
}

export class Registrations {
  readonly #byUrn = new Map<string, { custom: boolean; isCreated: boolean }>();
  readonly #children = new Map<string, Set<string>>();
  /** By parent. */
  readonly #pending = new Map<string, Set<Promise<unknown>>>();

  /** Records the outcome of a registration. */
  async track(
    { parent = "", custom }: TrackedRegistration,
    registered: Promise<RegisterResult>,
  ): Promise<RegisterResult> {
    const known = registered.then((result) => {
      const { urn, id = "" } = result;
      this.#byUrn.set(urn, { custom, isCreated: id !== "" });
      setOf(this.#children, parent).add(urn);
      return result;
    });
    const pending = setOf(this.#pending, parent);
    pending.add(known);
    try {
      return await known;
    } finally {
      pending.delete(known);
    }
  }

  /**
   * Whether these resources and all children of components are created. Waits for children that are being registered.
   */
  async areCreated(urns: readonly string[]): Promise<boolean> {
    for (;;) {
      const components = new Set<string>();
      // The set grows during the iteration. Unknown URNs are ignored.
      const reached = new Set(urns);
      for (const urn of reached) {
        const known = this.#byUrn.get(urn);
        if (known?.custom && !known.isCreated) return false;
        if (!known || known.custom) continue;
        components.add(urn);
        for (const child of this.#children.get(urn) ?? []) reached.add(child);
      }
      const pending = [...components].flatMap((urn) => [...(this.#pending.get(urn) ?? [])]);
      if (pending.length === 0) return true;
      await Promise.allSettled(pending);
    }
  }
}

function setOf<T>(sets: Map<string, Set<T>>, key: string): Set<T> {
  const set = sets.get(key) ?? new Set();
  sets.set(key, set);
  return set;
}
