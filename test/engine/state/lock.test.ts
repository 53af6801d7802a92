import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { acquireLock, readLocks, removeAllLocks, removeDeadLocks } from "../../../engine/state/lock.ts";

/** Above the highest pid of Linux. */
const NO_PROCESS = 4_194_305;

describe("lock", () => {
  let dir: string;
  beforeEach(async () => (dir = await mkdtemp(join(tmpdir(), "lock-"))));
  afterEach(() => rm(dir, { recursive: true }));

  /** A lock file of the Pulumi CLI, without this engine's additions. */
  async function foreignLock(holder: { pid: number; hostname?: string; process?: object }): Promise<string> {
    const path = join(dir, `${holder.pid}.json`);
    const content = { username: "ann", hostname: hostname(), timestamp: "2026-01-02T03:04:05.678Z", ...holder };
    await mkdir(dir, { recursive: true });
    await writeFile(path, JSON.stringify(content));
    return path;
  }

  it("a lock has the fields that the Pulumi CLI reads, and its release removes it", async () => {
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

  it("a second holder is told who holds the lock since when, and how it ends", async () => {
    await foreignLock({ pid: process.pid, process: { command: "pulumi up" } });
    await assert.rejects(acquireLock(dir), {
      code: "STATE_LOCKED",
      message:
        `the stack is currently locked by 1 lock(s):\n  ann@${hostname()} (pid ${process.pid}, pulumi up) since 2026-01-02T03:04:05Z. ` +
        `Wait until it ends, or end it as Ctrl-C does: \`kill -INT ${process.pid}\`.`,
    });
  });

  it("removing a lock is advised only if its holder is dead or cannot be seen", async () => {
    await foreignLock({ pid: NO_PROCESS });
    await assert.rejects(acquireLock(dir), /no longer exists; `pulumi cancel` removes its lock\.$/);
    await removeAllLocks(dir);
    await foreignLock({ pid: 1, hostname: "elsewhere" });
    await assert.rejects(acquireLock(dir), /If it no longer runs there, `pulumi cancel`/);
  });

  it("a lock names the command of its holder without the values of options", async () => {
    const { argv } = process;
    process.argv = ["node", "/opt/main.ts", "-C", "shop", "up", "dev", "--config", "password=hush", "--config=x=hush"];
    try {
      await acquireLock(dir);
    } finally {
      process.argv = argv;
    }
    const [lock] = await readLocks(dir);
    assert.equal(lock?.process?.command, "main.ts up dev");
  });

  it("two simultaneous holders never both get the lock", async () => {
    for (let round = 0; round < 20; round++) {
      const results = await Promise.allSettled(Array.from({ length: 4 }, () => acquireLock(dir)));
      const held = results.filter((result) => result.status === "fulfilled");
      assert.ok(held.length <= 1, `${held.length} holders`);
      for (const { value } of held) await value.release();
      assert.deepEqual(await readdir(dir), []);
    }
  });

  it("an unreadable lock file counts as a lock", async () => {
    await writeFile(join(dir, "x.json"), "{");
    await assert.rejects(acquireLock(dir), { code: "STATE_LOCKED" });
    assert.deepEqual(await removeDeadLocks(dir), []);
  });

  it("the release of a lock that was removed meanwhile returns a problem", async () => {
    const lock = await acquireLock(dir);
    assert.equal(await removeAllLocks(dir), 1);
    assert.match(
      (await lock.release()) ?? "",
      /^the lock of this operation was removed by others before it ended: .*\.json$/,
    );
  });

  describe("of a dead process", () => {
    it("the lock of a dead process of this host is removed", async () => {
      const pid = NO_PROCESS;
      const path = await foreignLock({ pid });
      assert.deepEqual(
        (await removeDeadLocks(dir)).map((lock) => [lock.pid, lock.path]),
        [[pid, path]],
      );
      await (await acquireLock(dir)).release();
    });

    it("the lock of a dead process is removed even if another process has its pid now", async () => {
      await foreignLock({ pid: process.pid, process: { startTime: "an earlier boot/1" } });
      assert.equal((await removeDeadLocks(dir)).length, process.platform === "win32" ? 0 : 1);
    });

    it("a lock of another host or pid namespace stays", async () => {
      const pid = NO_PROCESS;
      await foreignLock({ pid, hostname: `not-${hostname()}` });
      assert.deepEqual(await removeDeadLocks(dir), []);
      await foreignLock({ pid, process: { pidNamespace: "pid:[1]" } });
      assert.deepEqual(await removeDeadLocks(dir), []);
    });
  });

  it("the lock of a live process stays, including one that the Pulumi CLI wrote", async () => {
    await foreignLock({ pid: process.pid });
    assert.deepEqual(await removeDeadLocks(dir), []);
    await removeAllLocks(dir);
    const lock = await acquireLock(dir);
    assert.deepEqual(await removeDeadLocks(dir), []);
    assert.equal((await readLocks(dir)).length, 1);
    await lock.release();
  });
});
