/** Instances and their boot disks. Each instance is a host of the lab. */
import type { MachineSpec } from "../../protocol/machines.ts";
import { notInTheLab } from "../api-error.ts";
import type { Action, Billed, Kind, World } from "../kind.ts";
import { firstFree } from "../pools.ts";
import { freeMachineName } from "../sites.ts";
import type { Resource } from "../store.ts";
import { internalAddresses, usableRange } from "./address.ts";
import { checkLabels, checkName, checkProject, selfLink } from "./checks.ts";
import { inUse, invalid } from "./errors.ts";
import { checkInterface } from "./attachment.ts";
import { DEFAULT_DISK_GIB, instanceBody, isSpot } from "./instance-body.ts";
import { checkDisk, checkFixed, checkMetadata, checkQuota, checkScheduling, checkSize } from "./instance-checks.ts";
import { instanceView } from "./instance-view.ts";
import { networkOf, openNetwork } from "./network.ts";
import { isZone, regionOfZone } from "./places.ts";
import { sizeOf } from "./sizes.ts";

const isUp = (instance: Resource, world: World): boolean =>
  world.machines.list().get(instance.facts.machine as string) === "running";

/** The boot disk has the name of its instance. */
const diskId = ({ id }: Pick<Resource, "id">): string => id.replace("/instances/", "/disks/");

const start: Action = {
  seconds: 10,
  async apply(instance, _body, world) {
    if (!isUp(instance, world)) await world.machines.start(instance.facts.machine as string);
    Object.assign(instance.facts, { power: "running", startedMs: world.clock.nowMs() });
    world.touched(instance);
  },
};

const stop: Action = {
  seconds: 20,
  async apply(instance, _body, world) {
    if (isUp(instance, world)) await world.machines.stop(instance.facts.machine as string);
    instance.facts.power = "stopped";
    world.touched(instance);
  },
};

export const instances: Kind = {
  name: "compute#instance",
  path: "projects/{project}/zones/{zone}/instances/{name}",
  seconds: { create: 12, update: 6, delete: 30 },
  accept(change, world) {
    const { id, parts, old } = change;
    const { project, zone, name } = parts as { project: string; zone: string; name: string };
    const body = instanceBody(change);
    checkProject(project);
    checkName(name);
    if (!isZone(zone)) throw invalid(`Invalid value for field 'zone': '${zone}'. Unknown zone.`);
    if ((body.guestAccelerators ?? []).length > 0) throw notInTheLab("accelerators");
    checkLabels(body.labels);
    const region = regionOfZone(zone);
    const size = checkSize(body.machineType, zone);
    checkDisk(body);
    checkMetadata(body);
    checkScheduling(body);
    if (old) checkFixed(old, body);
    const { subnetwork, networkIp, natIp } = checkInterface(id, body, project, region, world);
    if (old) return { deletionProtection: body.deletionProtection ?? false };
    checkQuota(id, size, region, world);
    const address = networkIp ?? firstFree(usableRange(subnetwork), internalAddresses(subnetwork.id, world));
    if (address === undefined) throw invalid(`IP space of '${subnetwork.id}' is exhausted.`);
    const machine = freeMachineName(name, world);
    const nowMs = world.clock.nowMs();
    return {
      instanceId: world.number(),
      machine,
      networkIp: address,
      natIp,
      subnetwork: subnetwork.id,
      network: networkOf(subnetwork),
      power: "running",
      startedMs: nowMs,
    };
  },
  acceptDelete(instance) {
    if (instanceBody(instance).deletionProtection === true)
      throw invalid(`Resource cannot be deleted if it's protected against deletion. Resource: ${instance.id}`);
  },
  async apply(instance, world) {
    if (!world.machines.list().has(instance.facts.machine as string)) {
      await openNetwork(world.find(instance.facts.network as string)!, world);
      world.adopt(diskOf(instance));
      await world.machines.create(specOf(instance, world));
      instance.facts.startedMs = world.clock.nowMs();
    }
    await world.applyRules();
  },
  async remove(instance, world) {
    const machine = instance.facts.machine as string;
    if (world.machines.list().has(machine)) await world.machines.delete(machine);
    const disk = world.find(diskId(instance));
    if (disk && (instanceBody(instance).bootDisk.autoDelete ?? true)) await world.purge(disk);
    instance.facts.isGone = true;
    // Rules with source tags have its address.
    await world.applyRules();
  },
  billed: (instance) => billedOf(instance),
  alarmMs: ({ body, facts, state }) => {
    const { maxRunDuration } = instanceBody({ body }).scheduling ?? {};
    if (maxRunDuration === undefined || facts.power !== "running" || state === "Deleting") return undefined;
    return (facts.startedMs as number) + maxRunDuration.seconds * 1000;
  },
  async ring(instance, world) {
    if (instanceBody(instance).scheduling?.instanceTerminationAction === "DELETE") return world.purge(instance);
    await stop.apply(instance, {}, world);
  },
  view: (instance, world) => instanceView(instance, diskId(instance), isUp(instance, world)),
  actions: { start, stop },
};

export const disks: Kind = {
  name: "compute#disk",
  path: "projects/{project}/zones/{zone}/disks/{name}",
  seconds: { create: 3, update: 3, delete: 3 },
  accept() {
    throw notInTheLab("disks that are not created with an instance");
  },
  acceptDelete({ id }, world) {
    const user = world.all(instances.name).find((each) => diskId(each) === id);
    if (user) throw inUse("disk", id, user.id);
  },
  billed: ({ id, body }) => [
    { item: "disk", sku: `${body.type as string} ${body.sizeGiB as number}`, region: regionOfZone(id.split("/")[3]!) },
  ],
  view: ({ id, body }) => ({
    id,
    name: id.split("/").at(-1)!,
    selfLink: selfLink(id),
    size: body.sizeGiB,
    type: body.type,
  }),
};

function diskOf(instance: Resource): Pick<Resource, "id" | "kind" | "body" | "facts"> {
  const { size = DEFAULT_DISK_GIB, type = "pd-standard" } = instanceBody(instance).bootDisk.initializeParams ?? {};
  return { id: diskId(instance), kind: disks.name, body: { sizeGiB: size, type: type.split("/").at(-1)! }, facts: {} };
}

function billedOf(instance: Resource): Billed[] {
  if (instance.facts.power !== "running" || instance.state === "Creating") return [];
  const body = instanceBody(instance);
  const region = regionOfZone(instance.id.split("/")[3]!);
  return [{ item: "compute", sku: `${body.machineType.split("/").at(-1)!}${isSpot(body) ? " spot" : ""}`, region }];
}

/** Keys in the form `user:type key comment`, by user. */
export function usersOf(sshKeys = ""): MachineSpec["users"] {
  const keys = new Map<string, string[]>();
  for (const line of sshKeys.split("\n")) {
    const at = line.indexOf(":");
    if (at > 0) keys.set(line.slice(0, at), [...(keys.get(line.slice(0, at)) ?? []), line.slice(at + 1).trim()]);
  }
  return [...keys].map(([name, authorizedKeys]) => ({ name, authorizedKeys }));
}

function specOf(instance: Resource, world: World): MachineSpec {
  const body = instanceBody(instance);
  const { facts } = instance;
  const { cpus, memoryMiB } = sizeOf(body.machineType.split("/").at(-1)!)!;
  const network = world.find(facts.network as string)!;
  return {
    name: facts.machine as string,
    site: network.facts.site as string,
    hostname: (body.hostname ?? instance.id.split("/").at(-1)!).split(".")[0]!,
    privateIp: facts.networkIp as string,
    publicIp: facts.natIp as string | null,
    ...{ cpus, memoryMiB },
    diskGiB: body.bootDisk.initializeParams?.size ?? DEFAULT_DISK_GIB,
    userData: body.metadata?.["user-data"] ?? null,
    users: usersOf(body.metadata?.["ssh-keys"]),
  };
}
