import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cgroupPath, limitNode } from "../../../../lab/storefront/supervisor/limit-node.ts";

const START = {
  version: 1 as const,
  stack: "my stack",
  name: "n1",
  dir: "/somewhere",
  token: "t",
  cpus: 0.7,
  memoryMiB: 100,
  controlPort: 0,
};

/** Cgroups as plain files: settings can be written and read, but limit nothing. */
describe("the limits of a node", () => {
  let root: string;
  beforeEach(() => (root = mkdtempSync(join(tmpdir(), "stackmark-cgroup-"))));
  afterEach(() => rmSync(root, { recursive: true }));
  const read = (...path: string[]) => readFileSync(join(root, ...path), "utf8");
  const write = (text: string, ...path: string[]) => writeFileSync(join(root, ...path), text);
  const path = cgroupPath(START);

  it("cgroup v1 enforces a CPU quota and a memory limit", async () => {
    for (const controller of ["cpu", "cpuacct", "memory"]) {
      mkdirSync(join(root, controller));
      write("", controller, "cgroup.procs");
    }
    const limits = await limitNode(START, root);
    assert.deepEqual([limits.quota.cpu, limits.quota.memory], [true, true]);
    const period = Number(read("cpu", path, "cpu.cfs_period_us"));
    assert.equal(Number(read("cpu", path, "cpu.cfs_quota_us")) / period, 0.7);
    assert.equal(read("memory", path, "memory.limit_in_bytes"), String(100 * 2 ** 20));
    for (const controller of ["cpu", "cpuacct", "memory"]) {
      assert.equal(read(controller, path, "cgroup.procs"), String(process.pid));
    }
    limits.liftCpu();
    assert.equal(read("cpu", path, "cpu.cfs_quota_us"), "-1");
    limits.holdCpu();
    assert.equal(Number(read("cpu", path, "cpu.cfs_quota_us")) / period, 0.7);

    write("2500000000\n", "cpuacct", path, "cpuacct.usage");
    write("3000\n", "memory", path, "memory.usage_in_bytes");
    write("cache 1\ntotal_inactive_file 1000\n", "memory", path, "memory.stat");
    write("nr_periods 1\nthrottled_time 500000000\n", "cpu", path, "cpu.stat");
    assert.deepEqual(limits.usage([]), { cpuSeconds: 2.5, memoryBytes: 2000, throttledSeconds: 0.5 });
  });

  it("cgroup v2 enforces a CPU quota and a memory limit, enabled in every parent", async () => {
    write("cpu memory", "cgroup.controllers");
    const limits = await limitNode(START, root);
    assert.deepEqual([limits.quota.cpu, limits.quota.memory], [true, true]);
    const [quota, period] = read(path, "cpu.max").split(" ").map(Number);
    assert.equal(quota! / period!, 0.7);
    assert.equal(read(path, "memory.max"), String(100 * 2 ** 20));
    assert.equal(read(path, "cgroup.procs"), String(process.pid));
    for (const parent of ["", "stackmark", join(path, "..")]) {
      assert.equal(read(parent, "cgroup.subtree_control"), "+cpu +memory");
    }
    limits.liftCpu();
    assert.match(read(path, "cpu.max"), /^max /);

    write("usage_usec 1500000\nthrottled_usec 250000\n", path, "cpu.stat");
    write("5000", path, "memory.current");
    write("inactive_file 6000\n", path, "memory.stat");
    assert.deepEqual(limits.usage([]), { cpuSeconds: 1.5, memoryBytes: 0, throttledSeconds: 0.25 });
  });

  it("without cgroups there are no limits, and the note says so", async () => {
    const limits = await limitNode(START, root);
    assert.deepEqual([limits.quota.cpu, limits.quota.memory, limits.cgroups], [false, false, []]);
    assert.match(limits.quota.note, /no cgroups/);
    await limits.remove();
  });

  it("without permission to create cgroups there are no limits, and the note says why", async () => {
    write("cpu memory", "cgroup.controllers");
    write("", "stackmark");
    const limits = await limitNode(START, root);
    assert.deepEqual([limits.quota.cpu, limits.quota.memory], [false, false]);
    assert.match(limits.quota.note, /cannot be made here \(.*mkdir .*stackmark/);
    assert.equal(existsSync(join(root, path)), false);
  });

  it("nodes of one name in two folders have different cgroups", () => {
    assert.match(path, /^stackmark\/my_stack-[0-9a-f]{8}\/n1$/);
    assert.notEqual(cgroupPath({ ...START, dir: "/elsewhere" }), path);
  });
});
