/** The simulated clouds: their control planes, and what they do to the lab's machines and networks. */
import type { Machines } from "../protocol/machines.ts";
import { LabError } from "../errors.ts";
import { AZURE_KINDS, AZURE_STYLE, azureMachineRules } from "./azure/index.ts";
import type { Clock } from "./clock.ts";
import { ControlPlane, type Interference } from "./control-plane.ts";
import { Faults, type Fault } from "./faults.ts";
import { GCP_KINDS, GCP_STYLE, gcpMachineRules } from "./gcp/index.ts";
import type { Kind, World } from "./kind.ts";
import { RuleWriter } from "./rule-writer.ts";
import { DEFAULT_SETTINGS, type CloudSettings } from "./settings.ts";
import { Store, type MeterRecord, type Resource } from "./store.ts";
import { UniqueIds } from "./unique-ids.ts";

export type CloudName = "azure" | "gcp";

export interface CloudsOptions {
  machines: Machines;
  clock: Clock;
  /** Where the state is kept. `null`: only in memory. An existing state is taken up again. */
  statePath: string | null;
  settings?: Partial<CloudSettings>;
}

/** A resource of the clouds, for people and for proofs that nothing is left. */
export interface InventoryEntry {
  cloud: CloudName;
  id: string;
  kind: string;
  state: Resource["state"];
  /** Azure's tags, or Google's labels. */
  tags: Record<string, string>;
  /** Google's, if it has one. */
  description?: string;
  /** The lab's machine behind it. */
  machine?: string;
  /** The lab's site behind it. */
  site?: string;
}

export interface Clouds {
  readonly azure: ControlPlane;
  readonly gcp: ControlPlane;
  readonly clock: Clock;
  /** In force at once when changed. */
  readonly settings: CloudSettings;
  /** Makes coming requests fail. */
  fail(cloud: CloudName, fault: Fault): void;
  /** Takes back all faults that have not happened yet. */
  clearFaults(): void;
  inventory(): InventoryEntry[];
  meters(): readonly MeterRecord[];
  /**
   * Changes a machine as somebody in the cloud's console would.
   * @param machine its name in the lab
   */
  interfere(machine: string, how: Interference): Promise<void>;
  /** Creates the machines and sites again that a restart of the lab has lost; their disks are new. */
  restore(): Promise<void>;
  /** Resolves when the state is in its file. */
  flush(): Promise<void>;
  /** Ends timers. The state stays. */
  close(): Promise<void>;
}

export function createClouds({ machines, clock, statePath, settings: given }: CloudsOptions): Clouds {
  const settings: CloudSettings = { ...DEFAULT_SETTINGS, ...given };
  const store = new Store(statePath, () => clock.nowMs());
  const ids = new UniqueIds(settings.seed, store);
  const planes: ControlPlane[] = [];
  const faults = { azure: new Faults(settings.seed), gcp: new Faults(settings.seed + 1) };
  let alarm: { cancel(): void } | undefined;
  // While the control planes are made, there is nothing to wait for.
  let isOpen = false;

  const resources = (): Resource[] => Object.values(store.state.resources);

  const plane = (
    cloud: CloudName,
    kinds: readonly Kind[],
    rulesOf: (vm: Resource, world: World) => ReturnType<typeof azureMachineRules>,
  ): ControlPlane => {
    const style = cloud === "azure" ? AZURE_STYLE : GCP_STYLE;
    const created: ControlPlane = new ControlPlane(
      { store, kinds, style, faults: faults[cloud], rearm },
      (self): World => {
        const world: World = {
          ...{ clock, machines, settings },
          find: (id) => self.find(id),
          all: (kind) => resources().filter((each) => each.kind === kind),
          everything: resources,
          guid: () => ids.guid(),
          number: () => ids.number(),
          nextInPool: (pool) => store.state.pools[pool] ?? 0,
          takenFromPool: (pool, next) => void (store.state.pools[pool] = next),
          purge: (resource) => self.purge(resource),
          adopt: (resource) => self.adopt(resource),
          touched: (resource) => self.touched(resource),
          applyRules: () => rules.apply(),
        };
        const rules = new RuleWriter(machines, () =>
          world.all(cloud === "azure" ? "Microsoft.Compute/virtualMachines" : "compute#instance").flatMap((vm) => {
            const name = vm.facts.machine as string;
            return machines.list().has(name) && vm.facts.isGone !== true ? [{ name, rules: rulesOf(vm, world) }] : [];
          }),
        );
        return world;
      },
    );
    planes.push(created);
    return created;
  };

  /** One alarm, for whatever is due first. */
  function rearm(): void {
    alarm?.cancel();
    if (!isOpen) return;
    const due = planes.flatMap((each) => each.alarms());
    const next = due.reduce<(typeof due)[number] | undefined>(
      (first, each) => (first && first.timeMs <= each.timeMs ? first : each),
      undefined,
    );
    if (next) alarm = clock.at(next.timeMs, () => void next.ring());
  }

  const azure = plane("azure", AZURE_KINDS, azureMachineRules);
  const gcp = plane("gcp", GCP_KINDS, gcpMachineRules);
  for (const each of planes) each.resume();
  isOpen = true;
  rearm();

  return {
    ...{ azure, gcp, clock, settings },
    fail: (cloud, fault) => faults[cloud].add(fault),
    clearFaults: () => Object.values(faults).forEach((each) => each.clear()),
    inventory: () =>
      resources().map(({ id, kind, state, facts, body }) => ({
        cloud: kind.startsWith("compute#") ? "gcp" : "azure",
        ...{ id, kind, state },
        // Tags of Google's machines are for firewall rules.
        tags: ((kind.startsWith("compute#") ? body.labels : body.tags) ?? {}) as Record<string, string>,
        description: body.description as string | undefined,
        machine: facts.machine as string | undefined,
        site: facts.site as string | undefined,
      })),
    meters: () => store.state.meters,
    async interfere(machine, how) {
      const found = resources().find(({ facts }) => facts.machine === machine);
      if (!found) throw new LabError("LAB_NOT_FOUND", `no machine of the clouds is called ${machine}`);
      await (azure.owns(found) ? azure : gcp).interfere(found, how);
    },
    async restore() {
      const isLost = ({ facts }: Resource): boolean =>
        facts.machine !== undefined && !machines.list().has(facts.machine as string);
      if (machines.list().size === 0) for (const { facts } of resources()) delete facts.cidrs;
      for (const each of planes)
        for (const resource of resources()) if (each.owns(resource) && isLost(resource)) await each.restore(resource);
    },
    flush: () => store.flush(),
    async close() {
      isOpen = false;
      alarm?.cancel();
      // The time goes on from here after a restart.
      store.changed();
      await store.flush();
    },
  };
}
