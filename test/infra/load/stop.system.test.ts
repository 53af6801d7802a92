import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { liveFile, repositoryRoot } from "../../../infra/home.ts";
import { startTicks } from "../../../base/process-identity.ts";
import { announceProgram, announcedProgram, isRunning, projectRoot } from "../../../infra/load/stop.ts";
import { clearStop, requestStop, stopRequested, watchStop } from "../../../infra/load/stop.ts";
import { withHome } from "../helpers/home.ts";

const FAR_MS = 60_000;
const POLL_MS = 5;
const LOAD = { stack: "test" };
const aborted = async (signal: AbortSignal): Promise<void> => {
  if (!signal.aborted) await once(signal, "abort");
};

describe("watchStop", () => {
  const home = withHome();
  let child: ChildProcess;

  /** A separate process that has announced itself as the program. */
  function liveChild(): void {
    child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
    mkdirSync(join(home.path, "live"), { recursive: true });
    const identity = { pid: child.pid!, startTicks: startTicks(child.pid!) };
    writeFileSync(liveFile(home.path, "test"), JSON.stringify(identity));
  }
  async function killChild(): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  }

  it("a load continues while nothing stops it", () => {
    using watch = watchStop(LOAD, FAR_MS, POLL_MS);
    assert.equal(watch.signal.aborted, false);
    assert.equal(watch.reason, null);
  });

  it("a stop file ends the load", async () => {
    using watch = watchStop(LOAD, FAR_MS, POLL_MS);
    requestStop("test");
    await aborted(watch.signal);
    assert.equal(watch.reason?.code, "stop-requested");
  });

  it("a stop file that already exists ends the load at once", () => {
    requestStop("test");
    using watch = watchStop(LOAD, FAR_MS, POLL_MS);
    assert.equal(watch.signal.aborted, true);
  });

  it("neither another stack's stop file nor a cleared one ends the load", () => {
    requestStop("other");
    requestStop("test");
    clearStop("test");
    clearStop("test");
    using watch = watchStop(LOAD, FAR_MS, POLL_MS);
    assert.equal(watch.signal.aborted, false);
    assert.equal(stopRequested("other"), true);
  });

  it("the load ends at its own deadline", async () => {
    using watch = watchStop(LOAD, 10, POLL_MS);
    await aborted(watch.signal);
    assert.equal(watch.reason?.code, "deadline");
  });

  it("the load ends when its stack reaches its cap, and not before", async () => {
    const text = "test has been up for 4 h 0 min (budget.maxHours)";
    using later = watchStop({ ...LOAD, cap: { atMs: Date.now() + FAR_MS, text } }, FAR_MS, POLL_MS);
    assert.equal(later.signal.aborted, false);
    using watch = watchStop({ ...LOAD, cap: { atMs: Date.now() + 10, text } }, FAR_MS, POLL_MS);
    await aborted(watch.signal);
    assert.deepEqual(watch.reason, { code: "cap-reached", message: `${text}.` });
    using next = watchStop({ ...LOAD, cap: { atMs: Date.now(), text } }, FAR_MS, POLL_MS);
    assert.equal(next.reason?.code, "cap-reached", "and none begins after it");
  });

  it("the load ends with the program that it runs for", async () => {
    liveChild();
    try {
      using watch = watchStop(LOAD, FAR_MS, POLL_MS);
      assert.equal(watch.signal.aborted, false);
      await killChild();
      await aborted(watch.signal);
      assert.equal(watch.reason?.code, "program-ended");
      assert.match(watch.reason?.message ?? "", new RegExp(`process ${child.pid}`));
    } finally {
      await killChild();
    }
  });

  it("a program that ended before the load does not end the load", async () => {
    liveChild();
    await killChild();
    using watch = watchStop(LOAD, FAR_MS, POLL_MS);
    assert.equal(watch.signal.aborted, false);
  });
});

describe("announceProgram", () => {
  const home = withHome();

  it("the announced program is read back and is running", () => {
    announceProgram("test", "/projects/shop");
    const program = announcedProgram("test");
    assert.equal(program?.pid, process.pid);
    assert.equal(program && isRunning(program), true);
    assert.equal(existsSync(liveFile(home.path, "test")), true);
    assert.deepEqual([projectRoot("test"), projectRoot("other")], ["/projects/shop", repositoryRoot]);
  });

  it("a process with the same pid and another start time is not the announced program", () => {
    assert.equal(isRunning({ pid: process.pid, startTicks: "1" }), false);
  });

  it("the announced program is undefined if none was announced or the file contains something else", () => {
    assert.equal(announcedProgram("test"), undefined);
    mkdirSync(join(home.path, "live"));
    writeFileSync(liveFile(home.path, "test"), "{");
    assert.equal(announcedProgram("test"), undefined);
  });
});
