import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { hostname, tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { acquireLock, readLocks, removeAllLocks, removeDeadLocks } from "../../../engine/state/lock.ts";

describe("lock", () => {
  let dir: string;
  beforeEach(async () => (dir = await mkdtemp(join(tmpdir(), "lock-"))));
  afterEach(() => rm(dir, { recursive: true }));

  /** As the Pulumi CLI writes one: without what we add. */
  async function foreignLock(holder: { pid: number; hostname?: string; process?: object }): Promise<string> {
    const path = join(dir, `${holder.pid}.json`);
    const content = { username: "ann", hostname: hostname(), timestamp: "2026-01-02T03:04:05.678Z", ...holder };
    await mkdir(dir, { recursive: true });
    await writeFile(path, JSON.stringify(content));
    return path;
  }

  /** The pid of a process that has ended. */
  async function deadPid(): Promise<number> {
    const child = spawn(process.execPath, ["--eval", "0"]);
    await once(child, "exit");
    return child.pid ?? assert.fail("not started");
  }

  it("holds the fields that the Pulumi CLI reads, and is gone after its release", async () => {
    const lock = await acquireLock(dir, new Date("2026-01-02T03:04:05Z"));
    const [name = ""] = await readdir(dir);
    const content = JSON.parse(await readFile(join(dir, name), "utf8"));
    assert.equal(content.pid, process.pid);
    assert.equal(content.hostname, hostname());
    assert.equal(content.username, userInfo().username);
    assert.equal(content.timestamp, "2026-01-02T03:04:05.000Z");
    assert.equal(await lock.release(), undefined);
    assert.deepEqual(await readdir(dir), []);
  });

  it("refuses a second holder in Pulumi's words, naming the first", async () => {
    const path = await foreignLock({ pid: 77 });
    await assert.rejects(acquireLock(dir), {
      code: "STATE_LOCKED",
      message:
        "the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or delete the lock file with `pulumi cancel`." +
        `\n  file://${path}?no_tmp_dir=true: created by ann@${hostname()} (pid 77) at 2026-01-02T03:04:05Z`,
    });
  });

  it("is never held by two that come at the same time", async () => {
    for (let round = 0; round < 20; round++) {
      const results = await Promise.allSettled(Array.from({ length: 4 }, () => acquireLock(dir)));
      const held = results.filter((result) => result.status === "fulfilled");
      assert.ok(held.length <= 1, `${held.length} holders`);
      for (const { value } of held) await value.release();
      assert.deepEqual(await readdir(dir), []);
    }
  });

  it("counts as held when its file says nothing readable", async () => {
    await writeFile(join(dir, "x.json"), "{");
    await assert.rejects(acquireLock(dir), { code: "STATE_LOCKED" });
    assert.deepEqual(await removeDeadLocks(dir), []);
  });

  it("says so when it was removed by somebody else", async () => {
    const lock = await acquireLock(dir);
    assert.equal(await removeAllLocks(dir), 1);
    assert.match((await lock.release()) ?? "", /^there was a problem deleting the lock at file:.*ENOENT/);
  });

  describe("of a dead process", () => {
    it("is removed when the process was of this host", async () => {
      const pid = await deadPid();
      const path = await foreignLock({ pid });
      assert.deepEqual(
        (await removeDeadLocks(dir)).map((lock) => [lock.pid, lock.path]),
        [[pid, path]],
      );
      await (await acquireLock(dir)).release();
    });

    if (process.platform === "linux")
      it("is removed when the process was never reaped by its parent", async () => {
        // The second sleep is the parent of the first, and does not know it.
        const parent = spawn("sh", ["-c", "sleep 0 & echo $!; exec sleep 60"], {
          stdio: ["ignore", "pipe", "inherit"],
        });
        const [line] = (await once(parent.stdout, "data")) as [Buffer];
        const pid = Number(line.toString());
        const isZombie = () => readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
        try {
          while (!isZombie()) await setImmediate();
          await foreignLock({ pid });
          assert.equal((await removeDeadLocks(dir)).length, 1);
        } finally {
          parent.kill("SIGKILL");
          await once(parent, "exit");
        }
      });

    it("is removed when its pid now belongs to a process that started later", async () => {
      await foreignLock({ pid: process.pid, process: { startTime: "an earlier boot/1" } });
      assert.equal((await removeDeadLocks(dir)).length, process.platform === "win32" ? 0 : 1);
    });

    it("stays when the process was of another host, or in another pid namespace", async () => {
      const pid = await deadPid();
      await foreignLock({ pid, hostname: `not-${hostname()}` });
      assert.deepEqual(await removeDeadLocks(dir), []);
      await foreignLock({ pid, process: { pidNamespace: "pid:[1]" } });
      assert.deepEqual(await removeDeadLocks(dir), []);
    });
  });

  it("stays while its process lives, also one that the Pulumi CLI made", async () => {
    await foreignLock({ pid: process.pid });
    assert.deepEqual(await removeDeadLocks(dir), []);
    await removeAllLocks(dir);
    const lock = await acquireLock(dir);
    assert.deepEqual(await removeDeadLocks(dir), []);
    assert.equal((await readLocks(dir)).length, 1);
    await lock.release();
  });
});
