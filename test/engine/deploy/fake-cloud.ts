/** A provider with resources in memory, so that tests can compare them with the state. */
import { setImmediate } from "node:timers/promises";
import { ProviderFailure } from "../../../engine/errors.ts";
import type { Provider } from "../../../engine/protocol/provider.ts";
import type { DiffResult } from "../../../engine/protocol/provider.ts";
import type { Properties } from "../../../engine/values.ts";

/** refuse: the call fails without an effect. partial: it fails after its effect, with a partial result. */
export type Fault = "refuse" | "partial";

export interface Thing {
  urn: string;
  inputs: Properties;
}

/**
 * A change of an input whose name begins with "force" replaces the resource; other changes update it. `deleteFirst`
 * requests delete-before-replace.
 */
export class FakeCloud {
  readonly things = new Map<string, Thing>();
  /** "create <name>", "update <name>" and "delete <name>", in the order in which they took effect. */
  readonly log: string[] = [];
  /** Faults of the next such calls, by "<method> <name>". */
  faults = new Map<string, Fault>();
  /** Called after each change, before the provider responds. */
  onChange: () => void = () => {};
  /**
   * Turns of the event loop that successive calls take, repeated. Varies the interleaving of calls deterministically.
   */
  readonly #pace: number[];
  #calls = 0;
  #serial = 0;

  constructor(pace: number[] = [1]) {
    this.#pace = pace;
  }

  provider(): Provider {
    const same: DiffResult = { changes: "none", replaces: [], changed: [], stable: [], deleteBeforeReplace: false };
    return {
      checkConfig: ({ newInputs }) => Promise.resolve({ inputs: newInputs, failures: [] }),
      diffConfig: () => Promise.resolve(same),
      configure: () => Promise.resolve(),
      check: async ({ newInputs }) => {
        await this.#turns();
        return { inputs: newInputs, failures: [] };
      },
      diff: async ({ oldInputs, newInputs }) => {
        await this.#turns();
        const changed = Object.keys({ ...oldInputs, ...newInputs }).filter(
          (key) => JSON.stringify(oldInputs[key]) !== JSON.stringify(newInputs[key]),
        );
        const replaces = changed.filter((key) => key.startsWith("force"));
        const changes = changed.length > 0 ? "some" : "none";
        return { ...same, changes, replaces, deleteBeforeReplace: newInputs.deleteFirst === true };
      },
      create: async ({ urn, name, inputs, preview }) => {
        await this.#turns();
        if (preview) return { id: "", outputs: inputs };
        const fault = this.#fault("create", name);
        if (fault === "refuse") throw new ProviderFailure("refused");
        const id = `${name}-${++this.#serial}`;
        this.#change(`create ${name}`, () => this.things.set(id, { urn, inputs }));
        if (fault === "partial") throw new ProviderFailure("partial", { id, outputs: inputs, reasons: ["partial"] });
        return { id, outputs: inputs };
      },
      update: async ({ id, urn, name, newInputs, preview }) => {
        await this.#turns();
        if (preview) return newInputs;
        const fault = this.#fault("update", name);
        if (fault === "refuse") throw new ProviderFailure("refused");
        this.#change(`update ${name}`, () => this.things.set(id, { urn, inputs: newInputs }));
        if (fault === "partial") throw new ProviderFailure("partial", { id, outputs: newInputs, reasons: ["partial"] });
        return newInputs;
      },
      delete: async ({ id, name }) => {
        await this.#turns();
        if (this.#fault("delete", name)) throw new ProviderFailure("refused");
        this.#change(`delete ${name}`, () => this.things.delete(id));
      },
      read: async ({ id }) => {
        await this.#turns();
        const thing = this.things.get(id);
        return thing ? { id, inputs: thing.inputs, outputs: thing.inputs } : { id: "" };
      },
      invoke: () => Promise.resolve({ result: {}, failures: [] }),
      construct: () => Promise.reject(new Error("there are no components here")),
      call: () => Promise.reject(new Error("there are no methods here")),
      cancel: () => Promise.resolve(),
      close: () => Promise.resolve(),
    };
  }

  async #turns(): Promise<void> {
    for (let left = this.#pace[this.#calls++ % this.#pace.length] ?? 1; left > 0; left--) await setImmediate();
  }

  #fault(method: string, name: string): Fault | undefined {
    const key = `${method} ${name}`;
    const fault = this.faults.get(key);
    this.faults.delete(key);
    return fault;
  }

  #change(entry: string, change: () => void): void {
    change();
    this.log.push(entry);
    this.onChange();
  }
}
