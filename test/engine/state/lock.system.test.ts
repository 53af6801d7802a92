import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { removeDeadLocks } from "../../../engine/state/lock.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

describe("locks of dead processes", () => {
  const folder = temporaryFolder();

  async function lockOf(pid: number): Promise<void> {
    const content = { pid, username: "ann", hostname: hostname(), timestamp: "2026-01-02T03:04:05.678Z" };
    await writeFile(join(folder.path, `${pid}.json`), JSON.stringify(content));
  }

  it("the lock of a process that has ended is removed", async () => {
    const child = spawn(process.execPath, ["--eval", "0"]);
    await once(child, "exit");
    const pid = child.pid ?? assert.fail("not started");
    await lockOf(pid);
    assert.deepEqual(
      (await removeDeadLocks(folder.path)).map((lock) => lock.pid),
      [pid],
    );
  });

  if (process.platform === "linux")
    it("the lock of a zombie process is removed", async () => {
      // The second sleep is the parent of the first and never waits for it, so the first becomes a zombie.
      const parent = spawn("sh", ["-c", "sleep 0 & echo $!; exec sleep 60"], { stdio: ["ignore", "pipe", "inherit"] });
      const [line] = (await once(parent.stdout, "data")) as [Buffer];
      const pid = Number(line.toString());
      const isZombie = () => readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
      try {
        while (!isZombie()) await setImmediate();
        await lockOf(pid);
        assert.equal((await removeDeadLocks(folder.path)).length, 1);
      } finally {
        parent.kill("SIGKILL");
        await once(parent, "exit");
      }
    });
});
