/** Virtual machines and their disks. Each machine is a host of the lab. */
import type { MachineSpec } from "../../protocol/machines.ts";
import { notInTheLab } from "../api-error.ts";
import type { JsonObject } from "../json.ts";
import type { Action, Billed, Kind, World } from "../kind.ts";
import { freeMachineName, openSite } from "../sites.ts";
import type { Resource } from "../store.ts";
import { checkPlace, checkTags } from "./checks.ts";
import { badRequest } from "./errors.ts";
import { groupOf, parentOf, pathOf, sameId } from "./id.ts";
import { interfaceId, isSpot, machineBody, MIN_DISK_GIB } from "./machine-body.ts";
import {
  checkFixed,
  checkInterfaces,
  checkPriority,
  checkQuota,
  checkSize,
  checkStorage,
  checkSystem,
} from "./machine-checks.ts";
import { bodyOf } from "./network-interface.ts";
import { shown } from "./shown.ts";
import { sizeOf } from "./sizes.ts";
import { MTU, subnetPrefixes, subnetsOf } from "./virtual-network.ts";

/** `stopped`: shut down from within or powered off; Azure still bills its cores. */
export type Power = "running" | "stopped" | "deallocated";

const diskId = (vm: Pick<Resource, "id" | "facts">): string =>
  `${groupOf(vm.id)}/providers/Microsoft.Compute/disks/${vm.facts.diskName as string}`;

const isUp = (vm: Resource, world: World): boolean =>
  world.machines.list().get(vm.facts.machine as string) === "running";

async function setPower(vm: Resource, power: Power, world: World): Promise<void> {
  const machine = vm.facts.machine as string;
  if (power === "running" && !isUp(vm, world)) await world.machines.start(machine);
  if (power !== "running" && isUp(vm, world)) await world.machines.stop(machine);
  vm.facts.power = power;
  world.touched(vm);
}

const powerAction = (power: Power, seconds: number): Action => ({
  seconds,
  apply: (vm, _body, world) => setPower(vm, power, world),
});

export const virtualMachines: Kind = {
  name: "Microsoft.Compute/virtualMachines",
  path: pathOf("Microsoft.Compute/virtualMachines/{name}"),
  seconds: { create: 20, update: 10, delete: 40 },
  accept(change, world) {
    const { id, parts, old } = change;
    const body = machineBody(change);
    const name = parts.name!;
    if (!/^[a-zA-Z0-9](?:[\w.-]{0,62}[\w-])?$/.test(name))
      throw badRequest(
        "InvalidParameter",
        `The entity name 'vmName' is invalid according to its validation rule: ^[^_\\W][\\w-._]{0,79}(?<![-.])$.`,
      );
    const location = checkPlace(change, this.name, world);
    checkTags(body.tags);
    const size = checkSize(body, location);
    checkSystem(name, body);
    checkStorage(body);
    checkPriority(body);
    checkInterfaces(id, body, location, world);
    if (old) checkFixed(old, body);
    checkQuota(id, size, location, world);
    if (old) return { location };
    const diskName = body.storageProfile?.osDisk?.name ?? `${name}_OsDisk_1_${world.guid().replaceAll("-", "")}`;
    if (world.find(diskId({ id, facts: { diskName } })))
      throw badRequest(
        "ConflictingUserInput",
        `Disk '${diskName}' already exists in resource group ${id.split("/")[4]!.toUpperCase()}. Only CreateOption.Attach is supported.`,
      );
    const machine = freeMachineName(name, world);
    return {
      location,
      vmId: world.guid(),
      diskName,
      machine,
      power: "running",
      timeCreated: new Date(world.clock.nowMs()).toISOString(),
    };
  },
  async apply(vm, world) {
    const machine = vm.facts.machine as string;
    if (!world.machines.list().has(machine)) {
      const network = networkOf(vm, world);
      await openSite(network, subnetsOf(network.id, world).flatMap(subnetPrefixes), MTU, world);
      world.adopt(diskOf(vm));
      await world.machines.create(specOf(vm, world));
    } else if (vm.facts.size !== machineBody(vm).hardwareProfile!.vmSize && vm.facts.power === "running") {
      // Azure restarts a machine to give it another size.
      await setPower(vm, "stopped", world);
      await setPower(vm, "running", world);
    }
    vm.facts.size = machineBody(vm).hardwareProfile!.vmSize;
    await world.applyRules();
  },
  async remove(vm, world) {
    const machine = vm.facts.machine as string;
    if (world.machines.list().has(machine)) await world.machines.delete(machine);
    const { networkProfile, storageProfile } = machineBody(vm);
    const disk = world.find(diskId(vm));
    if (disk && isDeleteOption(storageProfile?.osDisk?.deleteOption)) await world.purge(disk);
    const nic = networkProfile!.networkInterfaces![0];
    vm.facts.isGone = true;
    await world.applyRules();
    if (nic && isDeleteOption(nic.deleteOption)) await removeInterface(nic.id!, vm, world);
  },
  billed: (vm) => billedOf(vm),
  view: (vm, world) => ({ ...shown(vm), ...details(vm, world) }),
  actions: {
    start: powerAction("running", 15),
    powerOff: powerAction("stopped", 15),
    deallocate: powerAction("deallocated", 25),
  },
};

export const disks: Kind = {
  name: "Microsoft.Compute/disks",
  path: pathOf("Microsoft.Compute/disks/{name}"),
  seconds: { create: 2, update: 2, delete: 3 },
  accept() {
    throw notInTheLab("disks that are not created with a machine");
  },
  acceptDelete({ id }, world) {
    const vm = world.all("Microsoft.Compute/virtualMachines").find((each) => sameId(diskId(each), id));
    if (vm) throw badRequest("OperationNotAllowed", `Disk ${id.split("/").at(-1)!} is attached to VM ${vm.id}.`);
  },
  billed: ({ body, facts }) => [
    { item: "disk", sku: `${body.type as string} ${body.sizeGiB as number}`, region: facts.location as string },
  ],
  view: (disk) => ({ ...shown(disk), diskSizeGB: disk.body.sizeGiB, sku: { name: disk.body.type } }),
};

const isDeleteOption = (option = "Detach"): boolean => option.toLowerCase() === "delete";

async function removeInterface(id: string, vm: Resource, world: World): Promise<void> {
  const nic = world.find(id);
  if (!nic) return;
  vm.body = { ...vm.body, networkProfile: { networkInterfaces: [] } };
  const address = bodyOf(nic).ipConfigurations![0]!.publicIPAddress;
  await world.purge(nic);
  const found = address?.id === undefined ? undefined : world.find(address.id);
  if (found && isDeleteOption(address?.deleteOption)) await world.purge(found);
}

function diskOf(vm: Resource): Pick<Resource, "id" | "kind" | "body" | "facts"> {
  const { diskSizeGB = MIN_DISK_GIB, managedDisk } = machineBody(vm).storageProfile!.osDisk!;
  const body = { sizeGiB: diskSizeGB, type: managedDisk?.storageAccountType ?? "Standard_LRS" };
  return { id: diskId(vm), kind: disks.name, body, facts: { location: vm.facts.location } };
}

function billedOf(vm: Resource): Billed[] {
  const region = vm.facts.location as string;
  const body = machineBody(vm);
  if (vm.facts.power === "deallocated" || vm.state === "Creating") return [];
  return [{ item: "compute", sku: `${body.hardwareProfile!.vmSize!}${isSpot(body) ? " spot" : ""}`, region }];
}

function networkOf(vm: Resource, world: World): Resource {
  const nic = world.find(interfaceId(machineBody(vm)))!;
  return world.find(parentOf(bodyOf(nic).ipConfigurations![0]!.subnet!.id!))!;
}

function specOf(vm: Resource, world: World): MachineSpec {
  const body = machineBody(vm);
  const { computerName, adminUsername, customData, linuxConfiguration } = body.osProfile!;
  const nic = world.find(interfaceId(body))!;
  const configuration = bodyOf(nic).ipConfigurations![0]!;
  const network = networkOf(vm, world);
  const address = configuration.publicIPAddress?.id;
  const { cpus, memoryMiB } = sizeOf(body.hardwareProfile!.vmSize!)!;
  return {
    name: vm.facts.machine as string,
    site: network.facts.site as string,
    hostname: computerName ?? vm.id.split("/").at(-1)!,
    privateIp: nic.facts.privateIPAddress as string,
    publicIp: address === undefined ? null : (world.find(address)!.facts.ipAddress as string),
    ...{ cpus, memoryMiB },
    diskGiB: body.storageProfile!.osDisk!.diskSizeGB ?? MIN_DISK_GIB,
    userData: customData === undefined ? null : Buffer.from(customData, "base64").toString("utf8"),
    users: [
      {
        name: adminUsername!,
        authorizedKeys: (linuxConfiguration?.ssh?.publicKeys ?? []).map(({ keyData }) => keyData!.trim()),
      },
    ],
  };
}

/** What only the client has sent and the service has not changed is shown as it was sent, without secrets. */
function details(vm: Resource, world: World): JsonObject {
  const { osProfile, storageProfile, location: _location, ...settings } = vm.body;
  const { customData: _data, adminPassword: _password, ...system } = osProfile as JsonObject;
  const { osDisk, imageReference } = storageProfile as { osDisk: JsonObject; imageReference: JsonObject };
  const size = (osDisk.diskSizeGB as number | undefined) ?? MIN_DISK_GIB;
  return {
    ...settings,
    vmId: vm.facts.vmId,
    timeCreated: vm.facts.timeCreated,
    osProfile: { ...system, allowExtensionOperations: true, requireGuestProvisionSignal: true, secrets: [] },
    storageProfile: {
      dataDisks: [],
      imageReference: { ...imageReference, exactVersion: "24.04.202601010" },
      osDisk: {
        ...{ caching: "ReadWrite", deleteOption: "Detach", osType: "Linux", ...osDisk },
        diskSizeGB: size,
        name: vm.facts.diskName,
        managedDisk: {
          storageAccountType: "Standard_LRS",
          ...(osDisk.managedDisk as JsonObject | undefined),
          id: diskId(vm),
        },
      },
    },
    instanceView: { statuses: [{ code: `PowerState/${powerOf(vm, world)}` }] },
  };
}

function powerOf(vm: Resource, world: World): string {
  if (vm.facts.power !== "running") return vm.facts.power as string;
  return isUp(vm, world) ? "running" : "stopped";
}
