import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { deletesFile, repositoryRoot } from "../../../../infra/home.ts";
import { sendRequest } from "../../../../infra/hosts/local/control.ts";
import { daemonDir, findReady, startFile, type DaemonKey, isAlive } from "../../../../infra/hosts/local/daemon.ts";
import { endDaemon, endLeftovers, findLeftovers } from "../../../../infra/hosts/local/end-daemon.ts";
import { create, diff, read, remove, type DaemonInputs } from "../../../../infra/hosts/local/lifecycle.ts";
import { startTicks } from "../../../../base/process-identity.ts";
import { fakeDaemon, writeDaemon } from "../../helpers/fake-daemon.ts";
import { withHome } from "../../helpers/home.ts";

const key: DaemonKey = { stack: "test", kind: "nodes", name: "server" };
const inputs: DaemonInputs = { ...key, spec: { cpus: 0.5, memoryMiB: 256, controlPort: 0 } };
const linkInputs: DaemonInputs = {
  stack: "test",
  kind: "links",
  name: "a--b",
  spec: { between: ["a", "b"], oneWayDelayMs: 1, jitterMs: 0, bandwidthMbitPerS: 10, seed: 1 },
};

async function killed(pid: number): Promise<void> {
  const identity = { pid, startTicks: startTicks(pid)! };
  process.kill(pid, "SIGKILL");
  while (isAlive(identity)) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe("an emulated node or link", function () {
  this.timeout(60_000);
  const home = withHome(() => endLeftovers("test"));

  for (const each of [inputs, linkInputs])
    it(`a daemon starts, records its identity, and ends without a trace: ${each.kind}`, async () => {
      const { id, outs } = await create(each);
      assert.equal(id, `test/${each.kind}/${each.name}/${outs.pid}-${outs.startTicks}`);
      assert.equal(isAlive(outs), true);
      assert.deepEqual(read(id, outs), { id, props: outs });
      await remove(outs);
      assert.equal(isAlive(outs), false);
      assert.equal(existsSync(daemonDir(each)), false);
      assert.deepEqual(read(id, outs), { id: "" });
    });

  it("the token is in a file that only its owner can read, and in no command line", async () => {
    const { outs } = await create(inputs);
    assert.equal(statSync(startFile(key)).mode & 0o777, 0o600);
    assert.doesNotMatch(readFileSync(`/proc/${outs.pid}/cmdline`, "utf8"), new RegExp(outs.token));
  });

  it("a daemon inherits only the environment variables that it needs, so that secrets do not outlive the command", async () => {
    process.env.STACKMARK_TEST_SECRET = "hunter2";
    try {
      const { outs } = await create(inputs);
      const environ = readFileSync(`/proc/${outs.pid}/environ`, "utf8").split("\0");
      const names = environ.filter((each) => each !== "").map((each) => each.slice(0, each.indexOf("=")));
      assert.ok(names.includes("PATH"));
      assert.deepEqual(
        names.filter((name) => !["PATH", "HOME", "TMPDIR", "LANG"].includes(name)),
        [],
      );
    } finally {
      delete process.env.STACKMARK_TEST_SECRET;
    }
  });

  it("the outputs contain no path of this machine", async () => {
    const { outs } = await create(inputs);
    assert.doesNotMatch(JSON.stringify(outs), new RegExp(home.path));
  });

  it("a daemon is adopted if the attempt was interrupted after the daemon was ready", async () => {
    const first = await create(inputs);
    const second = await create(inputs);
    assert.equal(second.id, first.id);
    assert.equal(second.outs.token, first.outs.token);
  });

  it("a daemon with other settings is ended and replaced", async () => {
    const first = await create(inputs);
    const second = await create({ ...inputs, spec: { ...inputs.spec, memoryMiB: 300 } });
    assert.notEqual(second.id, first.id);
    assert.equal(isAlive(first.outs), false);
  });

  it("a daemon is adopted if the attempt was interrupted before the daemon was ready", async () => {
    mkdirSync(daemonDir(key), { recursive: true });
    const start = { version: 1, stack: "test", name: "server", ...inputs.spec, dir: daemonDir(key), token: "t" };
    writeFileSync(startFile(key), JSON.stringify(start));
    const script = join(repositoryRoot, "lab/storefront/node.ts");
    const child = spawn(process.execPath, [script, startFile(key)], { detached: true, stdio: "ignore" });
    child.unref();
    const { outs } = await create(inputs);
    assert.equal(outs.pid, child.pid);
    assert.equal(outs.token, "t");
  });

  it("a daemon starts if an earlier attempt was interrupted before it started a process", async () => {
    mkdirSync(daemonDir(key), { recursive: true });
    writeFileSync(
      startFile(key),
      JSON.stringify({ version: 1, stack: "test", name: "server", token: "t", ...inputs.spec }),
    );
    const { outs } = await create(inputs);
    assert.equal(isAlive(outs), true);
  });

  it("a daemon replaces one that was killed, and a second delete does nothing", async () => {
    const first = await create(inputs);
    await killed(first.outs.pid);
    assert.deepEqual(read(first.id, first.outs), { id: "" });
    const second = await create(inputs);
    assert.notEqual(second.id, first.id);
    await remove(second.outs);
    await remove(second.outs);
  });

  it("a daemon that fails to start is reported with the end of its log, and leaves no files", async () => {
    const wrong = { ...inputs, spec: { cpus: -1, memoryMiB: 256, controlPort: 0 } };
    await assert.rejects(create(wrong), (error: Error & { code?: string }) => {
      assert.equal(error.code, "NODE_NOT_READY");
      assert.match(error.message, /^node server ended \(2\) before it was ready; its last lines:\n(.|\n)*cpus/);
      return true;
    });
    assert.equal(existsSync(daemonDir(key)), false);
  });

  it("a daemon whose folder was lost is ended by its process identity", async () => {
    const { outs } = await create(inputs);
    rmSync(daemonDir(key), { recursive: true });
    await remove(outs);
    assert.equal(isAlive(outs), false);
  });

  it("the duration of a delete is recorded", async () => {
    const { outs } = await create(linkInputs);
    await remove(outs);
    const line = JSON.parse(readFileSync(deletesFile(home.path, "test"), "utf8")) as { name: string; deleteMs: number };
    assert.equal(line.name, "a--b");
    assert.ok(line.deleteMs >= 0);
  });

  it("a daemon that is in no state is found by its folder and ended", async () => {
    const { outs } = await create(inputs);
    assert.deepEqual(await findLeftovers("test"), [{ ...key, pid: outs.pid }]);
    assert.deepEqual(await endLeftovers("test"), [{ ...key, pid: outs.pid }]);
    assert.equal(isAlive(outs), false);
    assert.deepEqual(await findLeftovers("test"), []);
  });

  it("a daemon rejects requests with a wrong token", async () => {
    await create(inputs);
    const { control } = (await findReady(key))!;
    const request = { method: "GET", path: "/status", timeoutMs: 5_000 } as const;
    await assert.rejects(sendRequest({ ...control, token: "other" }, request, z.unknown()), /LAB_WRONG_TOKEN/);
  });
});

describe("ending a daemon", function () {
  this.timeout(60_000);
  withHome();

  it("ending a dead daemon does not hang", async () => {
    writeDaemon(key, "http://127.0.0.1:1", { pid: 2 ** 22 - 1, startTicks: "1" });
    await endDaemon(key);
    assert.equal(existsSync(daemonDir(key)), false);
  });

  it("a daemon that ignores shutdown and SIGTERM is killed", async () => {
    const stubborn = 'process.on("SIGTERM", () => {}); process.stdout.write("up"); setInterval(() => {}, 1000)';
    const child = spawn(process.execPath, ["-e", stubborn], { detached: true, stdio: ["ignore", "pipe", "ignore"] });
    await once(child.stdout, "data");
    const identity = { pid: child.pid!, startTicks: startTicks(child.pid!)! };
    await using fake = await fakeDaemon(key, { "POST /shutdown": () => ({ body: {} }) });
    writeDaemon(key, fake.url, identity);
    await endDaemon(key, undefined, { shutdownMs: 50, termMs: 50, killMs: 5_000 });
    assert.equal(isAlive(identity), false);
    assert.deepEqual(
      fake.requests.map((request) => request.route),
      ["POST /shutdown"],
    );
  });

  it("ending a daemon removes only its own files", async () => {
    writeDaemon(key, "http://127.0.0.1:1", { pid: 2 ** 22 - 1, startTicks: "1" });
    writeDaemon({ ...key, name: "edge" }, "http://127.0.0.1:1", { pid: 2 ** 22 - 1, startTicks: "1" });
    await endDaemon(key);
    assert.equal(existsSync(join(daemonDir({ ...key, name: "edge" }), "start.json")), true);
  });
});

describe("replacement of a daemon", () => {
  const alive = {
    ...inputs,
    ...{ pid: process.pid, startTicks: startTicks(process.pid)! },
    ...{ quota: { cpu: true, memory: true, note: "" }, control: "", token: "", createMs: 0, readyMs: 0 },
  };

  it("a running daemon without changes is not replaced", () => {
    assert.deepEqual(diff(alive, { ...inputs }), { changes: false, replaces: [], deleteBeforeReplace: true });
  });

  it("a daemon with another size is replaced, and the old one is deleted first, because both use the same folder", () => {
    const { replaces, deleteBeforeReplace } = diff(alive, { ...inputs, spec: { ...inputs.spec, cpus: 1 } });
    assert.deepEqual([replaces, deleteBeforeReplace], [["spec"], true]);
  });

  it("a dead daemon is replaced, so that `up` repairs it without a refresh", () => {
    assert.deepEqual(diff({ ...alive, startTicks: "1" }, inputs).replaces, ["pid"]);
  });
});
