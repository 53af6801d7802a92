/** Machines that exist only in memory. They refuse what the lab's machines refuse. */
import { LabError } from "../../../lab/errors.ts";
import type { MachineSpec, MachineState, Machines, PacketRule, SiteSpec } from "../../../lab/protocol/machines.ts";

export class FakeMachines implements Machines {
  readonly sites = new Map<string, SiteSpec>();
  readonly specs = new Map<string, MachineSpec>();
  readonly rules = new Map<string, readonly PacketRule[]>();
  readonly #states = new Map<string, MachineState>();
  /** Such as `create server`, in order. */
  readonly log: string[] = [];
  /** Names of machines that do not boot. */
  readonly broken = new Set<string>();

  openSite(site: SiteSpec): Promise<void> {
    return this.#step(`open ${site.name}`, () => {
      const known = this.sites.get(site.name)?.cidrs ?? [];
      if (known.some((cidr) => !site.cidrs.includes(cidr)))
        throw new LabError("LAB_IN_USE", `${site.name} loses a range`);
      this.sites.set(site.name, site);
    });
  }

  closeSite(name: string): Promise<void> {
    return this.#step(`close ${name}`, () => {
      if ([...this.specs.values()].some(({ site }) => site === name))
        throw new LabError("LAB_IN_USE", `${name} has machines`);
      if (!this.sites.delete(name)) throw new LabError("LAB_NOT_FOUND", `no site ${name}`);
    });
  }

  create(spec: MachineSpec): Promise<void> {
    return this.#step(`create ${spec.name}`, () => {
      if (!this.sites.has(spec.site)) throw new LabError("LAB_NOT_FOUND", `no site ${spec.site}`);
      if (this.specs.has(spec.name)) throw new LabError("LAB_ALREADY_EXISTS", `${spec.name} exists`);
      if (this.broken.has(spec.name)) throw new LabError("LAB_HOST_FAILED", `${spec.name} did not boot`);
      this.specs.set(spec.name, spec);
      this.#states.set(spec.name, "running");
    });
  }

  start(name: string): Promise<void> {
    return this.#step(`start ${name}`, () => this.#change(name, "stopped", "running"));
  }

  stop(name: string): Promise<void> {
    return this.#step(`stop ${name}`, () => this.#change(name, "running", "stopped"));
  }

  kill(name: string): Promise<void> {
    return this.#step(`kill ${name}`, () => this.#change(name, "running", "stopped"));
  }

  delete(name: string): Promise<void> {
    return this.#step(`delete ${name}`, () => {
      if (!this.specs.delete(name)) throw new LabError("LAB_NOT_FOUND", `no machine ${name}`);
      this.#states.delete(name);
      this.rules.delete(name);
    });
  }

  setRules(name: string, rules: readonly PacketRule[]): Promise<void> {
    return this.#step(`rules ${name}`, () => {
      if (!this.specs.has(name)) throw new LabError("LAB_NOT_FOUND", `no machine ${name}`);
      this.rules.set(name, rules);
    });
  }

  list(): ReadonlyMap<string, MachineState> {
    return this.#states;
  }

  #change(name: string, from: MachineState, to: MachineState): void {
    if (this.#states.get(name) !== from) throw new LabError("LAB_WRONG_STATE", `${name} is not ${from}`);
    this.#states.set(name, to);
  }

  async #step(entry: string, action: () => void): Promise<void> {
    await Promise.resolve();
    action();
    this.log.push(entry);
  }
}
