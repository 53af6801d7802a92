/**
 * What a program has registered so far, and whether it is there yet: a function of a provider that depends on resources is
 * asked only when they are.
 */
import type { Registered } from "../protocol/resource-monitor.ts";

interface Registering {
  parent?: string;
  /** Else a component, which is there when all in it is. */
  custom: boolean;
}

export class Registrations {
  readonly #byUrn = new Map<string, { custom: boolean; isThere: boolean }>();
  readonly #children = new Map<string, Set<string>>();
  /** By parent. */
  readonly #underWay = new Map<string, Set<Promise<unknown>>>();

  /** Follows a registration to its end. */
  async follow({ parent = "", custom }: Registering, registered: Promise<Registered>): Promise<Registered> {
    const known = registered.then((result) => {
      const { urn, id = "" } = result;
      this.#byUrn.set(urn, { custom, isThere: id !== "" });
      setOf(this.#children, parent).add(urn);
      return result;
    });
    const underWay = setOf(this.#underWay, parent);
    underWay.add(known);
    try {
      return await known;
    } finally {
      underWay.delete(known);
    }
  }

  /** Whether all of these are there, with all that their components hold; waits for what these are still registering. */
  async areThere(urns: readonly string[]): Promise<boolean> {
    for (;;) {
      const components = new Set<string>();
      // It grows on the way. What is not of this program is none of its affair.
      const reached = new Set(urns);
      for (const urn of reached) {
        const known = this.#byUrn.get(urn);
        if (known?.custom && !known.isThere) return false;
        if (!known || known.custom) continue;
        components.add(urn);
        for (const child of this.#children.get(urn) ?? []) reached.add(child);
      }
      const underWay = [...components].flatMap((urn) => [...(this.#underWay.get(urn) ?? [])]);
      if (underWay.length === 0) return true;
      await Promise.allSettled(underWay);
    }
  }
}

function setOf<T>(sets: Map<string, Set<T>>, key: string): Set<T> {
  const set = sets.get(key) ?? new Set();
  sets.set(key, set);
  return set;
}
