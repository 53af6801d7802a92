import type { Machines, PacketRule } from "../protocol/machines.ts";

interface MachineRules {
  name: string;
  rules: PacketRule[];
}

/** Gives machines their rules, one run after the other, and only where they have changed. */
export class RuleWriter {
  readonly #machines: Machines;
  readonly #wanted: () => MachineRules[];
  /** As they were set last, by the machine's name. */
  #applied = new Map<string, string>();
  #running: Promise<void> = Promise.resolve();

  constructor(machines: Machines, wanted: () => MachineRules[]) {
    this.#machines = machines;
    this.#wanted = wanted;
  }

  /** Resolves when the machines have the rules that follow from the resources at this moment, or later ones. */
  apply(): Promise<void> {
    const run = this.#running.then(() => this.#apply());
    this.#running = run.catch(() => {});
    return run;
  }

  async #apply(): Promise<void> {
    const wanted = this.#wanted();
    const names = new Set(wanted.map(({ name }) => name));
    // A machine of the same name that is created later begins without rules.
    for (const name of this.#applied.keys()) if (!names.has(name)) this.#applied.delete(name);
    for (const { name, rules } of wanted) {
      const text = JSON.stringify(rules);
      if (this.#applied.get(name) === text) continue;
      try {
        await this.#machines.setRules(name, rules);
      } catch (error) {
        // It was deleted in the meantime.
        if (!this.#machines.list().has(name)) continue;
        throw error;
      }
      this.#applied.set(name, text);
    }
  }
}
