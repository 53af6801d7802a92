import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { identityOf, isProvablyDead, procStat, startTicks } from "../../base/process-identity.ts";
import { eventually } from "../helpers/eventually.ts";
import { needsLinux } from "../helpers/skip.ts";
import { temporaryFolder } from "../helpers/temporary.ts";

const ZOMBIE = "Z";

describe("process identity", () => {
  const folder = temporaryFolder();

  it("a child is alive while it runs, and provably dead once it was killed and reaped", async () => {
    const child = spawn("sleep", ["60"], { stdio: "ignore" });
    await once(child, "spawn");
    const identity = identityOf(child.pid!);
    assert.equal(isProvablyDead(identity), false);
    child.kill("SIGKILL");
    await once(child, "exit");
    assert.equal(isProvablyDead(identity), true);
  });

  it("two processes that started at different times have different start times", async function () {
    needsLinux(this, "/proc");
    const child = spawn("sleep", ["60"], { stdio: "ignore" });
    await once(child, "spawn");
    assert.notEqual(identityOf(child.pid!).startTime, identityOf(process.pid).startTime);
    assert.equal(isProvablyDead({ ...identityOf(child.pid!), startTime: identityOf(process.pid).startTime }), true);
    child.kill("SIGKILL");
    await once(child, "exit");
  });

  it("a zombie, which ended and was not reaped, is provably dead", async function () {
    needsLinux(this, "/proc");
    // The shell becomes a sleep, which never waits for the child; until then it would reap the child.
    const parent = spawn("sh", ["-c", "sleep 60 & echo $!; exec sleep 60"], { stdio: ["ignore", "pipe", "ignore"] });
    const [line] = (await once(parent.stdout, "data")) as [Buffer];
    const pid = Number(line.toString());
    const parentName = () => readFileSync(`/proc/${parent.pid}/comm`, "utf8").trim();
    await eventually(() => parentName() === "sleep", "the shell becomes a sleep");
    const identity = identityOf(pid);
    assert.equal(isProvablyDead(identity), false);
    process.kill(pid, "SIGKILL");
    await eventually(() => procStat(pid)?.[0] === ZOMBIE, "the child becomes a zombie");
    assert.equal(isProvablyDead(identity), true);
    assert.equal(startTicks(pid), undefined);
    parent.kill("SIGKILL");
    await once(parent, "exit");
  });

  it("a command name with spaces and parentheses does not shift the fields of its statistics", async function () {
    needsLinux(this, "/proc");
    const program = join(folder.path, "a) S (1 b");
    copyFileSync("/bin/sleep", program);
    chmodSync(program, 0o755);
    const child = spawn(program, ["60"], { stdio: "ignore" });
    await once(child, "spawn");
    await eventually(() => procStat(child.pid!)?.[0] !== "R", "the program sleeps");
    assert.equal(procStat(child.pid!)![1], String(process.pid));
    assert.match(startTicks(child.pid!)!, /^\d+$/);
    child.kill("SIGKILL");
    await once(child, "exit");
  });
});
