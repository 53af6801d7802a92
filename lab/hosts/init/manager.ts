import type { Journal } from "./journal.ts";
import { readService } from "./service-definition.ts";
import { Service, type ActiveState } from "./service.ts";
import { enabledUnits, findUnit } from "./units.ts";

/** A unit that is no service: it is active or not, and does nothing else. */
export interface PassiveUnit {
  activeState: ActiveState;
}

/** The units that are loaded. A unit's files are read once, until {@link Manager.reload}. */
export class Manager {
  readonly #journal: Journal;
  readonly #services = new Map<string, Service>();
  readonly #passive = new Map<string, PassiveUnit>();

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** @returns `undefined` if the unit has no file. @throws Error if its file is invalid */
  service(name: string): Service | undefined {
    const known = this.#services.get(name);
    if (known !== undefined || !name.endsWith(".service") || findUnit(name) === undefined) return known;
    const service = new Service(
      () => readService(name, findUnit(name)?.texts ?? []),
      (identifier, pid, message) => this.#journal.write({ timeMs: Date.now(), unit: name, identifier, pid, message }),
    );
    this.#services.set(name, service);
    return service;
  }

  passive(name: string): PassiveUnit | undefined {
    if (name.endsWith(".service") || findUnit(name) === undefined) return undefined;
    const unit = this.#passive.get(name) ?? { activeState: "inactive" };
    this.#passive.set(name, unit);
    return unit;
  }

  loaded(): [string, Service | PassiveUnit][] {
    return [...this.#services, ...this.#passive].sort(([a], [b]) => (a < b ? -1 : 1));
  }

  /** Reads the files of all units again. Units without a file are forgotten once they are inactive. */
  reload(): void {
    for (const [name, service] of this.#services) {
      if (findUnit(name) !== undefined) service.reload();
      else if (service.activeState === "inactive") this.#services.delete(name);
    }
  }

  /** Starts the enabled units, each after those that it is ordered after. A failure stops no other unit. */
  async boot(): Promise<void> {
    const names = enabledUnits();
    const starts = new Map<string, Promise<void>>();
    const startOf = (name: string, path: readonly string[]): Promise<void> => {
      const known = starts.get(name);
      if (known !== undefined || path.includes(name)) return known ?? Promise.resolve();
      const earlier = names.filter((other) => other !== name && this.#isBefore(other, name));
      const start = Promise.all(earlier.map((other) => startOf(other, [...path, name]))).then(() =>
        this.#startUnit(name),
      );
      starts.set(name, start);
      return start;
    };
    await Promise.all(names.map((name) => startOf(name, [])));
  }

  /** Stops all units at once. */
  async shutDown(): Promise<void> {
    await Promise.all([...this.#services.values()].map((service) => service.stop()));
  }

  async #startUnit(name: string): Promise<void> {
    const passive = this.passive(name);
    if (passive !== undefined) passive.activeState = "active";
    try {
      await this.service(name)?.start();
    } catch {
      // Its journal says why.
    }
  }

  #isBefore(first: string, second: string): boolean {
    const [a, b] = [first, second].map((name) => this.#orderOf(name));
    return a!.before.includes(second) || b!.after.includes(first);
  }

  #orderOf(name: string): { before: readonly string[]; after: readonly string[] } {
    try {
      return this.service(name)?.definition ?? { before: [], after: [] };
    } catch {
      return { before: [], after: [] };
    }
  }
}
