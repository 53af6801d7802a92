/** What requests to Azure's control plane do to the lab's machines, and what is billed. */
import assert from "node:assert/strict";
import { HOUR_MS, START_MS, withLab } from "../cloud-lab.ts";
import { passes } from "../packets.ts";
import { bodies, build, ID } from "./stack.ts";

describe("a machine in Azure", () => {
  it("is a host of the site of its network, with its addresses, size, user and custom data", () =>
    withLab({}, async (lab) => {
      await build(lab);
      const { ipAddress } = await lab.put(ID.ip, bodies().ip);
      assert.deepEqual(
        [...lab.machines.sites.values()],
        [{ name: "azure-westeurope", cidrs: ["10.64.0.0/24"], mtu: 1500 }],
      );
      assert.deepEqual(
        [...lab.machines.specs.values()],
        [
          {
            name: "server",
            site: "azure-westeurope",
            hostname: "server",
            privateIp: "10.64.0.4",
            publicIp: ipAddress,
            cpus: 4,
            memoryMiB: 16_384,
            diskGiB: 64,
            userData: "#cloud-config\n",
            users: [{ name: "ubuntu", authorizedKeys: ["ssh-ed25519 AAAA key"] }],
          },
        ],
      );
    }));

  it("has outputs of the form that Azure's have", () =>
    withLab({}, async (lab) => {
      await build(lab);
      const view = (id: string): any => lab.clouds.azure.get(id).resource;
      assert.match(view(ID.vm).vmId, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
      assert.equal(view(ID.vm).osProfile.customData, undefined, "Azure never shows it");
      assert.equal(view(ID.vm).storageProfile.osDisk.managedDisk.id, ID.disk);
      assert.equal(view(ID.nic).ipConfigurations[0].privateIPAddress, "10.64.0.4");
      assert.match(view(ID.ip).ipAddress, /^198\.51\.100\./);
      assert.equal(view(ID.ip).ipConfiguration.id, `${ID.nic}/ipConfigurations/node`);
      for (const id of [ID.vnet, ID.nsg, ID.rule, ID.ip, ID.nic, ID.vm]) {
        const { provisioningState, etag, name, type } = view(id);
        assert.equal(provisioningState, "Succeeded");
        assert.match(etag, /^W\/"[0-9a-f-]{36}"$/);
        assert.ok(id.endsWith(`/${name}`) && type.startsWith("Microsoft."), id);
      }
    }));

  it("admits what its security group allows, from the moment a rule is created until it is deleted", () =>
    withLab({}, async (lab) => {
      await build(lab);
      const ssh = { source: "203.0.113.7", protocol: "tcp", port: 22 } as const;
      const admits = (packet: Parameters<typeof passes>[1]) => passes(lab.machines.rules.get("server")!, packet);
      assert.ok(admits(ssh));
      assert.ok(!admits({ ...ssh, port: 23 }));
      assert.ok(!admits({ ...ssh, source: "203.0.113.8" }));
      assert.ok(admits({ ...ssh, source: "10.64.0.9" }), "Azure's own rule admits the virtual network");
      await lab.delete(ID.rule);
      assert.ok(!admits(ssh));
    }));

  it("without a security group admits only its own virtual network", () =>
    withLab({}, async (lab) => {
      await build(lab, "vnet");
      await lab.put(ID.subnet, { addressPrefix: "10.64.0.0/24" });
      for (const part of ["ip", "nic", "vm"] as const) await lab.put(ID[part], bodies()[part]);
      const rules = lab.machines.rules.get("server")!;
      assert.ok(!passes(rules, { source: "203.0.113.7", protocol: "tcp", port: 22 }));
      assert.ok(passes(rules, { source: "10.64.0.9", protocol: "tcp", port: 22 }));
    }));

  it("is billed from its creation until it is deallocated; its disk and address until they are deleted", () =>
    withLab({}, async (lab) => {
      await build(lab);
      assert.deepEqual(lab.billed, ["address", "compute", "disk"]);
      await lab.advance(HOUR_MS);
      await lab.act(ID.vm, "powerOff");
      assert.equal(lab.machines.list().get("server"), "stopped");
      assert.deepEqual(lab.billed, ["address", "compute", "disk"], "Azure bills a stopped machine");
      await lab.advance(HOUR_MS);
      await lab.act(ID.vm, "deallocate");
      assert.deepEqual(lab.billed, ["address", "disk"]);
      await lab.act(ID.vm, "start");
      assert.equal(lab.machines.list().get("server"), "running");
      await lab.advance(HOUR_MS);
      await lab.delete(ID.vm);
      assert.deepEqual(lab.billed, ["address"], "its disk goes with it");
      const hours = lab.clouds
        .meters()
        .filter(({ item }) => item === "compute")
        .map(({ sku, fromMs, toMs }) => [sku, (toMs! - fromMs) / HOUR_MS]);
      assert.deepEqual(hours, [
        ["Standard_D4s_v5", 2],
        ["Standard_D4s_v5", 1],
      ]);
    }));

  it("keeps its interface if that is detached, and its disk unless it is deleted with it", () =>
    withLab({}, async (lab) => {
      await build(lab, "nic");
      const vm = bodies().vm;
      vm.storageProfile.osDisk.deleteOption = "Detach";
      await lab.put(ID.vm, vm);
      await lab.delete(ID.vm);
      const left = lab.clouds.inventory().map(({ id }) => id);
      assert.ok(left.includes(ID.nic) && left.includes(ID.disk) && !left.includes(ID.vm));
      await assert.rejects(lab.put(ID.vm, vm), { code: "ConflictingUserInput" });
      await lab.delete(ID.disk);
      vm.networkProfile.networkInterfaces[0].deleteOption = "Delete";
      await lab.put(ID.vm, vm);
      await lab.delete(ID.vm);
      assert.equal(lab.clouds.azure.find(ID.nic), undefined);
    }));

  it("shuts down every day at the time of its schedule, and not before", () =>
    withLab({}, async (lab) => {
      await build(lab);
      const power = () => lab.clouds.azure.find(ID.vm)!.facts.power;
      await lab.advance(4 * HOUR_MS - 1000);
      assert.equal(power(), "running");
      await lab.advance(1000);
      assert.equal(power(), "deallocated");
      assert.equal(lab.machines.list().get("server"), "stopped");
      await lab.act(ID.vm, "start");
      await lab.advance(24 * HOUR_MS);
      assert.equal(power(), "deallocated", "again on the next day");
      await lab.act(ID.vm, "start");
      await lab.put(ID.schedule, { ...bodies().schedule, status: "Disabled" });
      await lab.advance(48 * HOUR_MS);
      assert.equal(power(), "running");
      assert.equal(lab.clock.nowMs(), START_MS + 76 * HOUR_MS);
    }));

  it("goes with its resource group, and so does everything in it", () =>
    withLab({}, async (lab) => {
      await build(lab);
      await lab.delete(ID.group);
      assert.deepEqual(lab.clouds.inventory(), []);
      assert.deepEqual([lab.machines.specs.size, lab.machines.sites.size], [0, 0]);
      assert.deepEqual(lab.billed, []);
    }));

  it("gets a new address after another machine's was deleted, not the same one", () =>
    withLab({}, async (lab) => {
      await build(lab, "group");
      const first = await lab.put(ID.ip, bodies().ip);
      await lab.delete(ID.ip);
      const second = await lab.put(ID.ip, bodies().ip);
      assert.notEqual(first.ipAddress, second.ipAddress);
    }));

  it("that somebody stops or deletes behind the program's back is shown as stopped or not found", () =>
    withLab({}, async (lab) => {
      await build(lab);
      const status = (): string => (lab.clouds.azure.get(ID.vm).resource as any).instanceView.statuses[0].code;
      assert.equal(status(), "PowerState/running");
      await lab.clouds.interfere("server", "stop");
      assert.equal(status(), "PowerState/stopped");
      await lab.clouds.interfere("server", "deallocate");
      assert.equal(status(), "PowerState/deallocated");
      await lab.clouds.interfere("server", "start");
      await lab.machines.kill("server");
      assert.equal(status(), "PowerState/stopped", "a machine that died by itself");
      await lab.clouds.interfere("server", "delete");
      assert.throws(() => lab.clouds.azure.get(ID.vm), { code: "ResourceNotFound" });
      await assert.rejects(lab.clouds.interfere("server", "stop"), { code: "LAB_NOT_FOUND" });
    }));
});
