/** What requests to Google Cloud's control plane do to the lab's machines, and what is billed. */
import assert from "node:assert/strict";
import { HOUR_MS, withLab } from "../cloud-lab.ts";
import { usersOf } from "../../../../lab/clouds/gcp/instance.ts";
import { passes } from "../packets.ts";
import { bodies, build, DISK, ID } from "./stack.ts";

describe("an instance in Google Cloud", () => {
  it("is a host of the site of its network, with its addresses, size, users and user data", () =>
    withLab({}, async (lab) => {
      await build(lab);
      assert.deepEqual([...lab.machines.sites.values()], [{ name: "gcp", cidrs: ["10.128.0.0/24"], mtu: 1500 }]);
      assert.deepEqual(
        [...lab.machines.specs.values()],
        [
          {
            name: "worker",
            site: "gcp",
            hostname: "worker",
            privateIp: "10.128.0.2",
            publicIp: "203.0.113.132",
            cpus: 4,
            memoryMiB: 16_384,
            diskGiB: 64,
            userData: "#cloud-config\n",
            users: [{ name: "ubuntu", authorizedKeys: ["ssh-ed25519 AAAA key"] }],
          },
        ],
      );
    }));

  it("has the network's default MTU if the program sets none", () =>
    withLab({}, async (lab) => {
      const { mtu: _, ...network } = bodies().network;
      await lab.put(ID.network, network);
      for (const part of ["subnetwork", "external", "internal", "instance"] as const)
        await lab.put(ID[part], bodies()[part]);
      assert.equal(lab.machines.sites.get("gcp")!.mtu, 1460);
    }));

  it("has outputs of the form that Google's provider shows", () =>
    withLab({}, async (lab) => {
      await build(lab);
      const view = (id: string): any => lab.clouds.gcp.get(id).resource;
      const { instanceId, selfLink, currentStatus, networkInterfaces, bootDisk, zone, labels } = view(ID.instance);
      assert.match(instanceId, /^[1-9]\d{18}$/);
      assert.equal(selfLink, `https://www.googleapis.com/compute/v1/${ID.instance}`);
      assert.deepEqual([currentStatus, zone, labels], ["RUNNING", "europe-west1-b", { stack: "test" }]);
      assert.equal(networkInterfaces[0].accessConfigs[0].natIp, "203.0.113.132");
      assert.equal(bootDisk.source, `https://www.googleapis.com/compute/v1/${DISK}`);
      assert.deepEqual(view(ID.external).users, [selfLink]);
      assert.equal(view(ID.internal).address, "10.128.0.2");
      assert.equal(view(ID.subnetwork).gatewayAddress, "10.128.0.1");
    }));

  it("admits what the rules for its tags allow, also from the addresses of tagged machines", () =>
    withLab({}, async (lab) => {
      await build(lab);
      const admits = (source: string, port: number) =>
        passes(lab.machines.rules.get("worker")!, { source, protocol: "tcp", port });
      assert.ok(admits("203.0.113.7", 22));
      assert.ok(!admits("203.0.113.7", 23));
      assert.ok(!admits("10.128.0.9", 22), "Google does not admit the network by itself");
      const { sourceRanges: _, ...tagged } = bodies().firewall;
      const rule = `${ID.firewall}-tagged`;
      await lab.put(rule, { ...tagged, sourceTags: ["peer"], allows: [{ protocol: "tcp", ports: ["80"] }] });
      const peer = { ...bodies().instance, tags: ["peer"] };
      peer.networkInterfaces = [{ subnetwork: ID.subnetwork, networkIp: "10.128.0.9" }];
      const id = ID.instance.replace(/worker$/, "peer");
      await lab.put(id, peer);
      assert.ok(admits("10.128.0.9", 80));
      await lab.delete(id);
      assert.ok(!admits("10.128.0.9", 80), "the address is nobody's now");
      await lab.delete(ID.firewall);
      assert.ok(!admits("203.0.113.7", 22));
    }));

  it("is billed while it runs; its disk and address until they are deleted", () =>
    withLab({}, async (lab) => {
      await build(lab);
      assert.deepEqual(lab.billed, ["address", "compute", "disk"]);
      await lab.act(ID.instance, "stop");
      assert.deepEqual(lab.billed, ["address", "disk"]);
      await lab.act(ID.instance, "start");
      await lab.delete(ID.instance);
      assert.deepEqual(lab.billed, ["address"]);
    }));

  it("is deleted when its run time is over", () =>
    withLab({}, async (lab) => {
      await build(lab);
      await lab.advance(4 * HOUR_MS - 1000);
      assert.equal(lab.machines.list().get("worker"), "running");
      await lab.advance(1000);
      assert.equal(lab.clouds.gcp.find(ID.instance), undefined);
      assert.equal(lab.machines.list().size, 0);
      assert.deepEqual(lab.billed, ["address"], "the reserved address stays");
    }));

  it("is only stopped when its run time is over, if the program asks for that", () =>
    withLab({}, async (lab) => {
      await build(lab, "firewall");
      const body = bodies().instance;
      body.scheduling.instanceTerminationAction = "STOP";
      await lab.put(ID.instance, body);
      await lab.advance(5 * HOUR_MS);
      assert.equal((lab.clouds.gcp.get(ID.instance).resource as any).currentStatus, "TERMINATED");
      assert.equal(lab.machines.list().get("worker"), "stopped");
    }));

  it("can get another size while it is stopped", () =>
    withLab({}, async (lab) => {
      await build(lab);
      await lab.act(ID.instance, "stop");
      await lab.patch(ID.instance, { ...bodies().instance, machineType: "e2-standard-2" });
      await lab.act(ID.instance, "start");
      const compute = lab.clouds.meters().find(({ item, toMs }) => item === "compute" && toMs === null);
      assert.equal(compute!.sku, "e2-standard-2");
    }));

  it("whose machine does not boot is not there after its failed creation", () =>
    withLab({}, async (lab) => {
      lab.machines.broken.add("worker");
      await build(lab, "firewall");
      await assert.rejects(lab.put(ID.instance, bodies().instance), /did not boot/);
      assert.equal(lab.clouds.gcp.find(ID.instance), undefined);
      assert.deepEqual(lab.billed, ["address"]);
    }));
});

describe("the SSH keys of an instance's metadata", () => {
  it("are lines of a user and a key, and a user may have several", () => {
    const text = "ubuntu:ssh-ed25519 AAAA a\nroot:ssh-rsa BBBB b\n\nubuntu:ssh-ed25519 CCCC c\nno key";
    assert.deepEqual(usersOf(text), [
      { name: "ubuntu", authorizedKeys: ["ssh-ed25519 AAAA a", "ssh-ed25519 CCCC c"] },
      { name: "root", authorizedKeys: ["ssh-rsa BBBB b"] },
    ]);
    assert.deepEqual(usersOf(undefined), []);
  });
});
