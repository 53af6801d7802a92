import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startTicks } from "../../../base/process-identity.ts";
import { readySchema } from "../../../lab/protocol/daemon.ts";
import { nodeStatusSchema, type NodeStatus } from "../../../lab/protocol/node.ts";
import { NODE_ENTRY, startDaemon, type Daemon } from "../../helpers/daemon.ts";
import { eventually } from "../../helpers/eventually.ts";
import { skipIf } from "../../helpers/skip.ts";

const SIZE = { name: "n1", cpus: 1, memoryMiB: 512, controlPort: 0 };
const ask = (...services: string[]) => ({
  replicas: services.map((service, index) => ({ service, replica: index, port: 0, env: {} })),
});
const isAlive = (pid: number) => startTicks(pid) !== undefined;

describe("a node's supervisor", function () {
  // Processes start on a machine that may be busy.
  this.timeout(60_000);
  let node: Daemon;
  const status = async (): Promise<NodeStatus> => nodeStatusSchema.parse((await node.ask("GET", "/status")).body);
  beforeEach(async () => (node = await startDaemon(NODE_ENTRY, SIZE)));
  afterEach(() => node.close());

  it("a node reports its identity, its control address and which limits are enforced", async () => {
    const ready = readySchema.parse(node.ready);
    assert.equal(ready.pid, node.child.pid);
    assert.equal(ready.startTicks, startTicks(ready.pid));
    assert.ok(ready.quota.note !== "");
    assert.equal(ready.quota.cpu, ready.cgroups.length > 0);
    const now = await status();
    assert.deepEqual([now.name, now.cpus, now.memoryMiB, now.replicas], ["n1", 1, 512, []]);
    assert.ok(now.cpuSeconds > 0 && now.memoryBytes > 0);
  });

  it("a node lifts its CPU quota for the requested time, at most two minutes", async () => {
    const [cgroup] = node.ready.cgroups;
    const files = ["cpu.max", "cpu.cfs_quota_us"].map((name) => join(cgroup ?? "/nowhere", name));
    const quota = () => files.filter((file) => existsSync(file)).map((file) => readFileSync(file, "utf8"));
    const held = quota();
    assert.deepEqual(await node.ask("PUT", "/lift", { durationMs: 60_000 }), { status: 200, body: {} });
    if (node.ready.quota.cpu) assert.notDeepEqual(quota(), held);
    await node.ask("PUT", "/lift", { durationMs: 0 });
    assert.deepEqual(quota(), held);
    assert.equal((await node.ask("PUT", "/lift", { durationMs: 120_001 })).body.code, "LAB_MALFORMED_REQUEST");
  });

  it("PUT /replicas starts what is missing, keeps what runs, and stops what is not listed", async () => {
    const first = (await node.ask("PUT", "/replicas", ask("ad", "email"))).body.replicas;
    const again = (await node.ask("PUT", "/replicas", ask("ad", "email"))).body.replicas;
    assert.deepEqual(again, first);
    const less = (await node.ask("PUT", "/replicas", ask("ad"))).body.replicas;
    assert.deepEqual(less, [first[0]]);
    assert.equal(isAlive(first[1].pid), false);
  });

  it("PUT /replicas replaces a replica whose environment differs", async () => {
    const [first] = (await node.ask("PUT", "/replicas", ask("ad"))).body.replicas;
    const replicas = [{ service: "ad", replica: 0, port: 0, env: { SOMETHING: "else" } }];
    const [second] = (await node.ask("PUT", "/replicas", { replicas })).body.replicas;
    assert.notEqual(second.pid, first.pid);
    assert.equal(isAlive(first.pid), false);
  });

  it("PUT /replicas names a port that is in use, and keeps the replicas that started", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await eventually(() => taken.listening, "the port is taken");
    const { port } = taken.address() as AddressInfo;
    const [email, ad] = ask("email", "ad").replicas;
    const answer = await node.ask("PUT", "/replicas", { replicas: [email, { ...ad, port }] });
    taken.close();
    assert.deepEqual([answer.status, answer.body.code], [409, "LAB_PORT_IN_USE"]);
    assert.match(answer.body.message, new RegExp(`ad 1.*${port}`));
    assert.deepEqual(
      (await status()).replicas.map(({ service }) => service),
      ["email"],
    );
  });

  it("a node rejects a wrong token, an unknown path, an unknown service, and a malformed body with all its problems", async () => {
    const wrong = await node.ask("GET", "/status", undefined, "wrong");
    assert.deepEqual([wrong.status, wrong.body.code], [401, "LAB_WRONG_TOKEN"]);
    const path = await node.ask("GET", "/nothing");
    assert.deepEqual([path.status, path.body.code], [404, "LAB_UNKNOWN_PATH"]);
    const service = await node.ask("PUT", "/replicas", ask("cartt"));
    assert.deepEqual([service.status, service.body.code], [400, "LAB_UNKNOWN_SERVICE"]);
    const body = await node.ask("PUT", "/replicas", { replicas: [{ service: 1, replica: -1, port: 0, env: {} }] });
    assert.deepEqual([body.status, body.body.code], [400, "LAB_MALFORMED_REQUEST"]);
    assert.match(body.body.message, /service.*\n.*replica/);
    const twice = await node.ask("PUT", "/replicas", { replicas: [...ask("ad").replicas, ...ask("ad").replicas] });
    assert.deepEqual([twice.status, twice.body.code], [400, "LAB_MALFORMED_REQUEST"]);
    assert.deepEqual((await status()).replicas, []);
  });

  it("a replica that died is restarted on its port, and the restart is counted", async () => {
    const [before] = (await node.ask("PUT", "/replicas", ask("ad"))).body.replicas;
    process.kill(before.pid, "SIGKILL");
    const now = async () => (await status()).replicas[0]!;
    await eventually(async () => {
      const { state, pid } = await now();
      return state === "running" && pid !== before.pid;
    }, "it runs again");
    const after = await now();
    assert.deepEqual([after.port, after.restarts], [before.port, 1]);
    assert.equal((await fetch(`http://127.0.0.1:${after.port}/ads`)).status, 200);
  });

  it("PUT /replicas restarts a dead replica at once, and answers when it listens", async () => {
    const [before] = (await node.ask("PUT", "/replicas", ask("ad"))).body.replicas;
    process.kill(before.pid, "SIGKILL");
    await eventually(async () => (await status()).replicas[0]!.pid !== before.pid, "the death is noticed");
    const [after] = (await node.ask("PUT", "/replicas", ask("ad"))).body.replicas;
    assert.deepEqual([after.port, after.restarts, after.state], [before.port, 1, "running"]);
  });

  it("replicas get nothing of the node's environment but the path", async () => {
    const [{ pid }] = (await node.ask("PUT", "/replicas", ask("ad"))).body.replicas;
    const names = readFileSync(`/proc/${pid}/environ`, "utf8")
      .split("\0")
      .map((pair) => pair.split("=")[0]);
    const allowed = [
      "PATH",
      "PORT",
      "STACKMARK_NODE",
      "NODE_CHANNEL_FD",
      "NODE_CHANNEL_SERIALIZATION_MODE",
      "NODE_COMPILE_CACHE",
      "",
    ];
    assert.deepEqual(
      names.filter((name) => !allowed.includes(name!)),
      [],
    );
  });

  it("a node that is shut down leaves no process, cgroup or ready file", async () => {
    const [replica] = (await node.ask("PUT", "/replicas", ask("ad"))).body.replicas;
    assert.deepEqual((await node.ask("POST", "/shutdown")).status, 200);
    await eventually(() => node.child.exitCode !== null, "the supervisor ends");
    assert.equal(node.child.exitCode, 0);
    assertNothingLeft(node, replica.pid);
    assert.equal(existsSync(join(node.dir, "ready.json")), false);
  });

  it("a node that gets SIGTERM leaves no process or cgroup", async () => {
    const [replica] = (await node.ask("PUT", "/replicas", ask("ad"))).body.replicas;
    node.child.kill("SIGTERM");
    await eventually(() => node.child.exitCode !== null, "the supervisor ends");
    assert.equal(node.child.exitCode, 0);
    assertNothingLeft(node, replica.pid);
  });

  it("the replicas of a killed node end with it, and a new node in its folder takes over", async () => {
    const [replica] = (await node.ask("PUT", "/replicas", ask("ad"))).body.replicas;
    node.child.kill("SIGKILL");
    await eventually(() => !isAlive(replica.pid), "the replica ends by itself");
    assert.equal(existsSync(join(node.dir, "ready.json")), true);
    const next = spawnNode(node.dir, { ...SIZE, cpus: 0.5 });
    await eventually(() => readReady(node.dir).pid === next.pid, "the next node is ready");
    assert.deepEqual(readReady(node.dir).cgroups, node.ready.cgroups);
    process.kill(next.pid, "SIGTERM");
    await eventually(() => !isAlive(next.pid), "the next node ends");
    assertNothingLeft(node, next.pid);
  });

  it("a node does not start beside another in the same folder", () => {
    const startFile = join(node.dir, "start.json");
    const { status: code, stderr } = spawnSync(process.execPath, [NODE_ENTRY, startFile], { encoding: "utf8" });
    assert.equal(code, 1);
    assert.match(stderr, /^LAB_ALREADY_RUNNING: process \d+ already runs/);
  });
});

const NOBODY = 65534;

function whyNotAs(uid: number): string | undefined {
  if (process.getuid?.() !== 0) return "not root, so the other tests here ran without limits";
  const read = "for (const path of process.argv.slice(1)) require('node:fs').accessSync(path)";
  const { status } = spawnSync(process.execPath, ["-e", read, NODE_ENTRY, tmpdir()], { uid, stdio: "ignore" });
  return status === 0 ? undefined : "another user can't read this folder or the temporary one";
}

describe("a node without permission to create cgroups", function () {
  // Processes start on a machine that may be busy.
  this.timeout(60_000);
  it("a node that may not create cgroups runs without limits, says why, and still reports its usage", async function () {
    skipIf(this, whyNotAs(NOBODY));
    const node = await startDaemon(NODE_ENTRY, SIZE, { uid: NOBODY });
    try {
      const { quota } = readySchema.parse(node.ready);
      assert.deepEqual([quota.cpu, quota.memory], [false, false]);
      assert.match(quota.note, /cannot be made here \(EACCES.*mkdir/);
      const { status } = await node.ask("PUT", "/replicas", ask("ad"));
      assert.equal(status, 200);
      const { cpuSeconds, memoryBytes, throttledSeconds } = nodeStatusSchema.parse(
        (await node.ask("GET", "/status")).body,
      );
      assert.ok(cpuSeconds > 0 && memoryBytes > 50_000_000);
      assert.equal(throttledSeconds, null);
    } finally {
      await node.close();
    }
  });
});

const readReady = (dir: string) => readySchema.parse(JSON.parse(readFileSync(join(dir, "ready.json"), "utf8")));

function spawnNode(dir: string, size: typeof SIZE): { pid: number } {
  const start = { version: 1, stack: "test", dir, token: "t", ...size };
  writeFileSync(join(dir, "start.json"), JSON.stringify(start));
  // As its users start it: in the background, with nobody waiting for it.
  const command = '"$0" "$1" "$2" >/dev/null 2>&1 & echo $!';
  const shell = spawnSync("setsid", ["sh", "-c", command, process.execPath, NODE_ENTRY, join(dir, "start.json")], {
    encoding: "utf8",
  });
  return { pid: Number(shell.stdout) };
}

function assertNothingLeft({ ready }: Daemon, ...pids: number[]): void {
  for (const pid of pids) assert.equal(isAlive(pid), false);
  for (const cgroup of ready.cgroups.filter((folder) => folder.endsWith("/n1")))
    assert.equal(existsSync(cgroup), false);
}
