import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { identityOf, isProvablyAlive, isProvablyDead, procStat, startTicks } from "../../base/process-identity.ts";
import { needsLinux } from "../helpers/skip.ts";

/** Larger than any pid on Linux. */
const NO_PID = 2 ** 22 + 1;

describe("process identity", () => {
  it("this process is not provably dead", () => {
    assert.equal(isProvablyDead(identityOf(process.pid)), false);
  });

  it("a process that does not exist is provably dead", () => {
    assert.equal(isProvablyDead({ pid: NO_PID }), true);
  });

  it("a process whose pid was reused is recognised as dead by its start time", function () {
    const own = identityOf(process.pid);
    needsLinux(this, "the start time of a process");
    assert.equal(isProvablyDead({ ...own, startTime: `${own.startTime}1` }), true);
  });

  it("a process of an earlier boot is recognised as dead, even if its pid and start time are the same", function () {
    needsLinux(this, "/proc");
    const own = identityOf(process.pid);
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    assert.equal(own.startTime, `${boot}/${startTicks(process.pid)}`);
    const earlier = { ...own, startTime: own.startTime.replace(boot, "00000000-0000-4000-8000-000000000000") };
    assert.deepEqual([isProvablyDead(earlier), isProvablyAlive(earlier)], [true, false]);
    assert.deepEqual([isProvablyDead(own), isProvablyAlive(own)], [false, true]);
  });

  it("without a start time, a process is not provably dead while any process has its pid", () => {
    assert.equal(isProvablyDead({ pid: process.pid }), false);
  });

  it("a process of another pid namespace is never provably dead, because its pid means nothing here", () => {
    assert.equal(isProvablyDead({ pid: NO_PID, pidNamespace: "pid:[1]" }), false);
  });

  it("the identity survives being stored as JSON", () => {
    const own = identityOf(process.pid);
    assert.deepEqual(JSON.parse(JSON.stringify(own)), own);
  });

  it("startTicks and procStat describe this process, and return undefined for one that does not exist", function () {
    needsLinux(this, "/proc");
    assert.match(startTicks(process.pid)!, /^\d+$/);
    assert.equal(procStat("self")![1], String(process.ppid));
    assert.deepEqual([startTicks(NO_PID), procStat(NO_PID)], [undefined, undefined]);
  });
});
