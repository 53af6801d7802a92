/** Faults of the lab's machines, and of the lab itself. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fillDisk, giveToolsBack, takeTools } from "../../../lab/machines/faults.ts";
import { sweep, tracesOf } from "../../../lab/machines/sweep.ts";
import { needsHosts } from "../../helpers/lab.ts";
import { allow, openTestLab, OPERATOR_IP, type TestLab } from "../../helpers/lab-machines.ts";
import { NO_TRACES } from "../helpers/no-traces.ts";

const ADDRESS = "198.51.100.4";

describe("faults of the lab's machines", function () {
  this.timeout(400_000);
  let lab: TestLab;

  before(async function () {
    needsHosts(this);
    lab = await openTestLab({
      seedFiles: [
        { path: "/var/lib/rancher/note", text: "seeded\n", mode: 0o600 },
        { path: "/opt/note", linkTo: "/var/lib/rancher/note" },
      ],
    });
    await lab.machines.create(lab.spec("server", { cpus: 0.5, memoryMiB: 512, diskGiB: 1 }));
    await lab.machines.setRules("server", [allow("tcp", `${OPERATOR_IP}/32`, 22)]);
  });

  after(() => lab?.close());

  const root = async (script: string): Promise<string> => (await lab.root(ADDRESS, `exec 2>&1; ${script}`)).text;

  it("a machine has the files that the lab gives it, and sees its own processors, memory and disk", async () => {
    assert.equal(
      await root("nproc; grep -c ^processor /proc/cpuinfo; python3 -c 'import os; print(os.cpu_count())'"),
      "1\n1\n1",
    );
    assert.equal(await root("cat /opt/note; stat -c %a /opt/note -L"), "seeded\n600");
    assert.match(await root("free -m | awk '/Mem/ { print $2 }'"), /^512$/);
    const [diskMiB] = (await root("df -m --output=size / | tail -1")).split(" ");
    assert.ok(Number(diskMiB) > 900 && Number(diskMiB) <= 1024, diskMiB);
  });

  it("settings of the kernel that Kubernetes changes are changed on the machine, not below it", async () => {
    const path = "/proc/sys/kernel/panic";
    const below = readFileSync(path, "utf8");
    assert.equal(
      await root(`echo 77 >${path}; cat ${path}; sysctl -qw vm.overcommit_memory=1; sysctl -n vm.overcommit_memory`),
      "77\n1",
    );
    assert.equal(readFileSync(path, "utf8"), below);
  });

  it("a process that takes more memory than the machine has is killed", async () => {
    assert.match(await root("python3 -c 'x = bytearray(700 * 1024 * 1024)'; echo $?"), /137$/);
  });

  it("all processes of a machine together get the CPU time of its size", async () => {
    const { folders, limits } = lab.machines.cgroupsOf("server");
    assert.deepEqual(limits, { cpu: true, memory: true });
    const usedMs = (): number => {
      const v1 = folders.cpuacct;
      if (v1 !== undefined) return Number(readFileSync(join(v1, "cpuacct.usage"), "utf8")) / 1e6;
      return Number(/usage_usec (\d+)/.exec(readFileSync(join(folders.cpu!, "cpu.stat"), "utf8"))![1]) / 1000;
    };
    const [before, beforeMs] = [performance.now(), usedMs()];
    await root("for i in 1 2 3; do timeout 2 sh -c 'while :; do :; done' & done; wait");
    const share = (usedMs() - beforeMs) / (performance.now() - before);
    assert.ok(share <= 0.55, `${share}`);
    // The machine's own /proc/stat counts the same.
    const [, user, , system] = (await root("sleep 1; grep '^cpu ' /proc/stat")).split(/ +/).map(Number);
    const countedMs = (user! + system!) * 10;
    assert.ok(Math.abs(countedMs - usedMs()) < 0.1 * usedMs() + 100, `${countedMs} of ${usedMs()}`);
  });

  it("a program that was taken away is not found until it is given back", async () => {
    const inside = lab.machines.insideOf("server");
    takeTools(inside, ["socat", "python3"]);
    assert.equal(await root("command -v socat python3; echo $?"), "127");
    giveToolsBack(inside, ["socat", "python3"]);
    assert.equal(await root("socat -V | head -c 5; python3 -c 'print(1)'"), "socat1");
  });

  it("a full disk refuses to be written, and takes writes again when there is room", async () => {
    await fillDisk(lab.machines.insideOf("server"), 1);
    assert.match(await root("head -c 5M /dev/zero >/var/tmp/large; echo $?"), /No space left on device\n1$/);
    assert.match(await root("head -c 5M /dev/zero >/etc/large; echo $?"), /No space left on device\n1$/);
    await fillDisk(lab.machines.insideOf("server"), null);
    assert.equal(await root("rm -f /etc/large; head -c 5M /dev/zero >/var/tmp/large; echo $?"), "0");
  });

  it("user data that the lab does not know is refused, and a command of it that fails is named, and nothing is left", async () => {
    const withData = (userData: string) => lab.spec("other", { privateIp: "10.1.0.9", publicIp: null, userData });
    await assert.rejects(lab.machines.create(withData("#cloud-config\npackages: [curl]\n")), {
      code: "LAB_MALFORMED_USER_DATA",
      message: /packages/,
    });
    await assert.rejects(lab.machines.create(withData("#cloud-config\nruncmd:\n  - [ls, /nowhere]\n")), {
      code: "LAB_HOST_FAILED",
      message: /ls.*\/nowhere/s,
    });
    assert.deepEqual([...lab.machines.list().keys()], ["server"]);
    assert.deepEqual((await tracesOf(lab.dir)).machines, ["server"]);
  });

  it("an address that is taken, or outside of the site, is refused, and nothing is left", async () => {
    await assert.rejects(lab.machines.create(lab.spec("other", { publicIp: null })), { code: "LAB_ALREADY_EXISTS" });
    await assert.rejects(lab.machines.create(lab.spec("other", { privateIp: "10.1.0.9" })), {
      code: "LAB_ALREADY_EXISTS",
      message: /198\.51\.100\.4/,
    });
    await assert.rejects(lab.machines.create(lab.spec("other", { privateIp: "10.9.0.9", publicIp: null })), {
      code: "LAB_NOT_FOUND",
    });
    assert.deepEqual([...lab.machines.list().keys()], ["server"]);
    assert.equal((await lab.ssh(ADDRESS, "echo still here")).text, "still here");
  });
});

describe("a lab whose daemon is killed", function () {
  this.timeout(400_000);

  before(function () {
    needsHosts(this);
  });

  it("its machines end with it, and a sweep removes every trace of it", async () => {
    const dir = await mkdtemp(join(tmpdir(), "stackmark-lab-"));
    try {
      const daemon = spawn(process.execPath, [join(import.meta.dirname, "daemon.mjs"), dir], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      await once(daemon.stdout, "data");
      const before = await tracesOf(dir);
      assert.deepEqual([before.namespaces.length, before.mounts.length, before.cgroups.length], [3, 1, 1]);
      daemon.kill("SIGKILL");
      await once(daemon, "exit");
      await sweep(dir);
      assert.deepEqual(await tracesOf(dir), NO_TRACES);
    } finally {
      await sweep(dir);
      await rm(dir, { recursive: true, force: true });
    }
  });
});
