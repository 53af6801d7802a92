/** The lab's machines and networks: real hosts behind the routers of their sites. */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { messageOf } from "../../base/errors.ts";
import { makeFolder } from "../../base/folder.ts";
import { LabError } from "../errors.ts";
import { machinesDir } from "../folder.ts";
import { createDisk, deleteDisk } from "../hosts/disk.ts";
import { startHost } from "../hosts/host.ts";
import { writeSeed } from "../hosts/seed/write.ts";
import { readUserData } from "../hosts/user-data.ts";
import { namesOf, type LabNames } from "../names.ts";
import { isPublic } from "../networks/addresses.ts";
import { createNamespace, deleteNamespace } from "../networks/namespace.ts";
import { Sites } from "../networks/sites.ts";
import type { MachineSpec, MachineState, Machines, PacketRule, SiteSpec } from "../protocol/machines.ts";
import type { Inside } from "./faults.ts";
import { seedOf, type LabMachinesOptions } from "./options.ts";
import type { MachineRecord } from "./record.ts";
import { sweep } from "./sweep.ts";

export class LabMachines implements Machines {
  readonly sites: Sites;
  readonly #options: LabMachinesOptions;
  readonly #names: LabNames;
  readonly #machines = new Map<string, MachineRecord>();

  constructor(options: LabMachinesOptions) {
    this.#options = options;
    this.#names = namesOf(options.dir);
    this.sites = new Sites(this.#names, options.seed ?? 1, options.delayMs ?? 0);
  }

  /** Removes what an earlier lab in the same folder left behind, and opens the internet. */
  async open(): Promise<void> {
    await sweep(this.#options.dir);
    makeFolder(machinesDir(this.#options.dir), 0o700);
    await this.sites.internet.open();
  }

  openSite(site: SiteSpec): Promise<void> {
    return this.sites.open(site);
  }

  async closeSite(name: string): Promise<void> {
    const left = [...this.#machines.values()].filter(({ spec }) => spec.site === name).map(({ spec }) => spec.name);
    if (left.length > 0) throw new LabError("LAB_IN_USE", `Site ${name} still has machines: ${left.join(", ")}.`);
    await this.sites.close(name);
  }

  async create(spec: MachineSpec): Promise<void> {
    if (this.#machines.has(spec.name))
      throw new LabError("LAB_ALREADY_EXISTS", `There is a machine ${spec.name} already.`);
    this.sites.router(spec.site);
    const firstBoot = readUserData(spec.userData);
    const folder = join(machinesDir(this.#options.dir), spec.name);
    const record: MachineRecord = {
      ...{ spec, folder, host: undefined, rules: undefined, announced: undefined, operation: Promise.resolve() },
      disk: { path: join(folder, "disk"), kind: "image" },
    };
    this.#machines.set(spec.name, record);
    await this.#exclusively(record, async () => {
      try {
        makeFolder(folder, 0o700);
        record.disk = await createDisk(folder, spec.diskGiB);
        await writeSeed(record.disk.path, seedOf(spec, this.#options));
        await this.#announce(record);
        await this.#boot(record, firstBoot);
        await record.host!.booted;
      } catch (error) {
        await this.#remove(record);
        throw error;
      }
    });
  }

  async start(name: string): Promise<void> {
    const record = this.#machine(name);
    await this.#exclusively(record, async () => {
      this.#requireState(record, "stopped");
      await this.#boot(record, readUserData(record.spec.userData));
    });
  }

  async stop(name: string): Promise<void> {
    await this.#end(name, "stop");
  }

  async kill(name: string): Promise<void> {
    await this.#end(name, "kill");
  }

  async delete(name: string): Promise<void> {
    const record = this.#machine(name);
    await this.#exclusively(record, () => this.#remove(record));
  }

  async setRules(name: string, rules: readonly PacketRule[]): Promise<void> {
    const record = this.#machine(name);
    await this.#exclusively(record, async () => {
      record.rules = rules;
      if (record.host !== undefined) await this.sites.router(record.spec.site).setRules(name, rules);
    });
  }

  list(): ReadonlyMap<string, MachineState> {
    return new Map([...this.#machines].map(([name, { host }]) => [name, host === undefined ? "stopped" : "running"]));
  }

  /** What enforces a running machine's size, and where its cgroups are. */
  cgroupsOf(name: string) {
    return this.#running(name).cgroups;
  }

  /** As it was asked for. */
  specOf(name: string): MachineSpec {
    return this.#machine(name).spec;
  }

  /** A running machine as this machine sees it, for faults. */
  insideOf(name: string): Inside {
    const { pid } = this.#running(name);
    const { disk, spec } = this.#machine(name);
    return { namespace: this.#names.namespace("machine", name), pid, disk, diskGiB: spec.diskGiB };
  }

  /** Removes everything: machines with their disks, sites, the internet. */
  async close(): Promise<void> {
    const removals = [...this.#machines.values()].map((record) =>
      this.#exclusively(record, () => this.#remove(record)),
    );
    // Whatever is left of a machine that could not be removed is swept.
    await Promise.allSettled(removals);
    await this.sites.internet.close();
    await sweep(this.#options.dir);
  }

  async #announce(record: MachineRecord): Promise<void> {
    const { publicIp, privateIp, site } = record.spec;
    const address = publicIp ?? privateIp;
    if (!isPublic(address)) return;
    await this.sites.internet.announce(address, site);
    record.announced = address;
  }

  async #boot(record: MachineRecord, firstBoot: ReturnType<typeof readUserData>): Promise<void> {
    const { spec, folder, disk, rules } = record;
    const namespace = this.#names.namespace("machine", spec.name);
    const router = this.sites.router(spec.site);
    await createNamespace(namespace);
    try {
      await router.connect(spec.name, namespace, spec);
      if (rules !== undefined) await router.setRules(spec.name, rules);
      record.host = await startHost({
        ...{ folder, disk, namespace, hostname: spec.hostname, partsDir: this.#options.partsDir },
        cgroup: this.#names.cgroup(spec.name),
        size: { cpus: spec.cpus, memoryMiB: spec.memoryMiB },
        boot: { address: spec.privateIp, memoryMiB: spec.memoryMiB, firstBoot },
        onEnd: (how) =>
          void this.#ended(record, how).catch((error: unknown) => {
            // Nobody waits for it.
            process.stderr.write(`Machine ${spec.name} ended: ${messageOf(error)}\n`);
          }),
      });
    } catch (error) {
      await this.#unplug(record);
      throw error;
    }
  }

  /** A machine that shut itself down or ended by a fault. */
  async #ended(record: MachineRecord, how: "poweroff" | "reboot" | "killed"): Promise<void> {
    if (record.host === undefined) return;
    record.host = undefined;
    await this.#exclusively(record, async () => {
      await this.#unplug(record);
      if (how === "reboot") await this.#boot(record, readUserData(record.spec.userData));
    });
  }

  async #end(name: string, how: "stop" | "kill"): Promise<void> {
    const record = this.#machine(name);
    await this.#exclusively(record, async () => {
      this.#requireState(record, "running");
      const { host } = record;
      record.host = undefined;
      await host![how]();
      await this.#unplug(record);
    });
  }

  async #unplug({ spec }: MachineRecord): Promise<void> {
    const router = this.sites.router(spec.site);
    if (router.machines.includes(spec.name)) await router.disconnect(spec.name);
    await deleteNamespace(this.#names.namespace("machine", spec.name));
  }

  async #remove(record: MachineRecord): Promise<void> {
    const { spec, folder, host } = record;
    record.host = undefined;
    await host?.kill();
    await this.#unplug(record);
    if (record.announced !== undefined) await this.sites.internet.withdraw(record.announced);
    await deleteDisk(folder);
    await rm(folder, { recursive: true, force: true });
    this.#machines.delete(spec.name);
  }

  async #exclusively(record: MachineRecord, action: () => Promise<void>): Promise<void> {
    const operation = record.operation.then(action);
    record.operation = operation.catch(() => undefined);
    await operation;
  }

  #requireState({ spec, host }: MachineRecord, wanted: MachineState): void {
    const state = host === undefined ? "stopped" : "running";
    if (state !== wanted) throw new LabError("LAB_WRONG_STATE", `Machine ${spec.name} is ${state}, not ${wanted}.`);
  }

  #running(name: string) {
    const record = this.#machine(name);
    this.#requireState(record, "running");
    return record.host!;
  }

  #machine(name: string): MachineRecord {
    const machine = this.#machines.get(name);
    if (machine === undefined) throw new LabError("LAB_NOT_FOUND", `There is no machine ${name} in the lab.`);
    return machine;
  }
}

/** A lab's machines, without any at first. What an earlier lab in the same folder left behind is removed. */
export async function createMachines(options: LabMachinesOptions): Promise<LabMachines> {
  const machines = new LabMachines(options);
  await machines.open();
  return machines;
}
