import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { freePorts } from "../../../infra/workloads/local/free-ports.ts";
import { nodeStatusSchema, type Program, type ReplicaStatus } from "../../../lab/protocol/node.ts";
import { NODE_ENTRY, startDaemon, type Daemon } from "../../helpers/daemon.ts";
import { eventually } from "../../helpers/eventually.ts";
import { aProgram, pidsWith, SERVER, shell } from "../../helpers/programs.ts";
import { skipIf } from "../../helpers/skip.ts";

const SIZE = { name: "n1", cpus: 1, memoryMiB: 512, controlPort: 0 };

describe("programs on a node", function () {
  // Processes start on a machine that may be busy.
  this.timeout(60_000);
  let node: Daemon;
  let port: number;
  let mark: string;
  beforeEach(async () => {
    node = await startDaemon(NODE_ENTRY, SIZE);
    [port] = (await freePorts(1)) as [number];
    // Names the processes of one test.
    mark = `stackmark-test-${process.pid}-${port}`;
  });
  afterEach(() => node.close());

  const put = (program: Program, env: Record<string, string> = {}) =>
    node.ask("PUT", "/replicas", { replicas: [{ service: "web", replica: 0, port, env, program }] });
  const stop = () => node.ask("PUT", "/replicas", { replicas: [] });
  const replica = async (): Promise<ReplicaStatus> =>
    nodeStatusSchema.parse((await node.ask("GET", "/status")).body).replicas[0]!;
  const log = () => readFileSync(join(node.dir, "services", "web-0.log"), "utf8");
  const page = async () => (await fetch(`http://127.0.0.1:${port}/`)).text();
  const noneLeft = () => eventually(() => pidsWith(mark).length === 0, "no process of the program is left");
  const hasCgroups = () => node.ready.cgroups.length > 0;

  it("a program gets its port and its environment, and is ready once its port accepts connections", async () => {
    const { status, body } = await put(aProgram(SERVER), { NAME: "mine" });
    assert.equal(status, 200);
    assert.deepEqual(
      [body.replicas[0].port, body.replicas[0].state, body.replicas[0].metricsPort],
      [port, "running", 0],
    );
    assert.equal(await page(), "mine");
  });

  it("a program has nothing of the node's environment that could be a secret", async () => {
    const [{ pid }] = (await put(aProgram(SERVER), { NAME: "mine" })).body.replicas;
    const names = readFileSync(`/proc/${pid}/environ`, "utf8")
      .split("\0")
      .map((pair) => pair.split("=")[0]!);
    const allowed = "PATH HOME TMPDIR LANG PORT STACKMARK_NODE NAME PWD OLDPWD SHLVL _".split(" ");
    assert.deepEqual(
      names.filter((name) => name !== "" && !allowed.includes(name)),
      [],
    );
  });

  it("a program with a health path is ready once a GET of it succeeds", async () => {
    const script = `let asked = 0;
      require('node:http').createServer((request, answer) => {
        answer.statusCode = request.url === '/health' && ++asked > 3 ? 204 : 503;
        answer.end(String(asked));
      }).listen(process.env.PORT, '127.0.0.1')`;
    const { status } = await put(aProgram([process.execPath, "-e", script], { health: "/health" }));
    assert.equal(status, 200);
    assert.equal(await page(), "4");
  });

  it("a program that ends at once is reported with its exit code and its last lines", async () => {
    const { status, body } = await put(aProgram(shell("echo one; echo two >&2; exit 3")));
    assert.deepEqual([status, body.code], [500, "LAB_PROGRAM_EXITED"]);
    assert.match(body.message, /^web 0 ended before it was ready \(exit code 3\); its last lines:\n {4}one\n {4}two$/);
  });

  const needsLimits = (context: Mocha.Context): void => {
    const { note } = node.ready.quota;
    skipIf(context, /^cgroup v1/.test(note) ? null : `replicas have limits only as root with cgroup v1, here: ${note}`);
  };

  it("a replica is held to its own limit of CPU on a node that has more", async function () {
    needsLimits(this);
    const busy = `require('node:http').createServer((_, answer) => {
        const usage = process.cpuUsage(), fromMs = performance.now();
        while (performance.now() - fromMs < 500);
        const { user, system } = process.cpuUsage(usage);
        answer.end(String((user + system) / 1000 / (performance.now() - fromMs)));
      }).listen(process.env.PORT, '127.0.0.1')`;
    await put(aProgram([process.execPath, "-e", busy], { limits: { cpus: 0.2 } }));
    await page();
    const used = Number(await page());
    assert.ok(used < 0.35, `${used} of a core`);
  });

  it("a replica that needs more memory than it may use is killed and started again, and that is counted", async function () {
    needsLimits(this);
    const greedy = `const held = [];
      require('node:http').createServer((request, answer) => {
        if (request.url === '/more') for (let i = 0; i < 100; i++) held.push(Buffer.alloc(2 ** 20, 1));
        answer.end('here');
      }).listen(process.env.PORT, '127.0.0.1')`;
    await put(aProgram([process.execPath, "-e", greedy], { limits: { memoryMiB: 80 } }));
    assert.equal((await replica()).oomKills, 0);
    await assert.rejects(fetch(`http://127.0.0.1:${port}/more`));
    const runsAgain = async () => {
      const { state, restarts } = await replica();
      return state === "running" && restarts > 0;
    };
    await eventually(runsAgain, "the replica runs again");
    assert.ok((await replica()).oomKills! > 0);
  });

  it("a program that is not installed is reported as such", async () => {
    const { body } = await put(aProgram(["no-such-program"]));
    assert.equal(body.code, "LAB_PROGRAM_EXITED");
    assert.match(body.message, /exit code 12[67].*\n.*no-such-program: /);
  });

  it("a program that never listens is ended after its time limit", async () => {
    const { body } = await put(aProgram(shell(`echo waiting; sleep 1000; : ${mark}`), { timeoutMs: 300 }));
    assert.equal(body.code, "LAB_PROGRAM_NOT_READY");
    assert.match(
      body.message,
      /web 0 was not ready on port \d+ after 0\.3 s: .*ECONNREFUSED.*; its last lines:\n {4}waiting/,
    );
    await noneLeft();
  });

  it("a program that listens on another port is reported with that port", async () => {
    const [other] = (await freePorts(1)) as [number];
    const script = `require('node:net').createServer().listen(${other}, '127.0.0.1')`;
    const { body } = await put(aProgram([process.execPath, "-e", script], { timeoutMs: 3_000 }));
    assert.equal(body.code, "LAB_PROGRAM_NOT_READY");
    assert.match(body.message, new RegExp(`it listens on port ${other} instead`));
  });

  it("a port that is in use is reported before the program starts", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await eventually(() => taken.listening, "the port is taken");
    port = (taken.address() as AddressInfo).port;
    const { status, body } = await put(aProgram(SERVER));
    taken.close();
    assert.deepEqual([status, body.code], [409, "LAB_PORT_IN_USE"]);
    assert.match(body.message, new RegExp(`web 0: port ${port} is in use`));
  });

  it("all that a program forks ends with it, whether or not it left its session", async () => {
    const escaped = hasCgroups() ? `setsid sh -c 'sleep 1000; : ${mark}' &` : "";
    const script = `sh -c 'sleep 1000; : ${mark}' & ${escaped} exec "$@"`;
    const { status } = await put(aProgram([...shell(script), "sh", ...SERVER, mark]));
    assert.equal(status, 200);
    await eventually(() => pidsWith(mark).length === (hasCgroups() ? 3 : 2), "all run");
    await stop();
    await noneLeft();
    await assert.rejects(page());
  });

  it("a program may finish its work on SIGTERM", async () => {
    const script = `process.on('SIGTERM', () => { console.log('finished'); process.exit(0); });
      require('node:net').createServer().listen(process.env.PORT, '127.0.0.1')`;
    await put(aProgram([process.execPath, "-e", script]));
    await stop();
    assert.match(log(), /finished/);
  });

  it("a program that ignores SIGTERM is killed", async () => {
    const script = `process.on('SIGTERM', () => console.log('ignored'));
      require('node:net').createServer().listen(process.env.PORT, '127.0.0.1')`;
    await put(aProgram([process.execPath, "-e", script, mark]));
    await stop();
    assert.match(log(), /ignored/);
    await noneLeft();
  });

  it("a program that dies is started again on its port, and what it left is ended first", async () => {
    const script = `sh -c 'sleep 1000; : ${mark}' & exec "$@"`;
    const [before] = (await put(aProgram([...shell(script), "sh", ...SERVER]))).body.replicas;
    const child = pidsWith(mark);
    process.kill(before.pid, "SIGKILL");
    await eventually(async () => {
      const { state, pid } = await replica();
      return state === "running" && pid !== before.pid;
    }, "it runs again");
    assert.deepEqual([(await replica()).restarts, await page()], [1, "ok"]);
    assert.ok(child.every((pid) => !pidsWith(mark).includes(pid)));
  });

  it("a program is kept by an equal request, and replaced by one with another version", async () => {
    const [first] = (await put(aProgram(SERVER))).body.replicas;
    const [second] = (await put(aProgram(SERVER))).body.replicas;
    assert.equal(second.pid, first.pid);
    const [third] = (await put(aProgram(SERVER, { version: "2" }))).body.replicas;
    assert.notEqual(third.pid, first.pid);
  });

  it("a node tells what a program and its children use, and goes on counting after a restart", async () => {
    const busy = "while (process.cpuUsage().user < 300_000);";
    const script = `require('node:child_process').execFileSync(process.execPath, ['-e', '${busy}']);
      require('node:http').createServer((_, answer) => answer.end('ok')).listen(process.env.PORT, '127.0.0.1')`;
    await put(aProgram([process.execPath, "-e", script]));
    const { usage, pid } = await replica();
    assert.ok(usage!.cpuSeconds > 0.2, String(usage!.cpuSeconds));
    assert.ok(usage!.memoryBytes > 1_000_000, String(usage!.memoryBytes));
    if (!hasCgroups()) return;
    process.kill(pid, "SIGKILL");
    await eventually(async () => (await replica()).restarts === 1, "it was started again");
    assert.ok((await replica()).usage!.cpuSeconds >= usage!.cpuSeconds);
  });

  it("a log that grows without end is shortened, and its end is kept", async () => {
    const script = `const line = 'x'.repeat(1023) + '\\n';
      for (let i = 0; i < 12 * 1024; i++) require('node:fs').writeSync(1, line);
      require('node:http').createServer((_, answer) => { console.log('last'); answer.end('ok'); }).listen(process.env.PORT, '127.0.0.1')`;
    await put(aProgram([process.execPath, "-e", script]));
    const file = join(node.dir, "services", "web-0.log");
    await eventually(() => existsSync(`${file}.1`) && statSync(file).size < 9 * 2 ** 20, "the log is shortened");
    assert.ok(statSync(`${file}.1`).size <= 4 * 2 ** 20);
    await page();
    await eventually(() => log().trim().endsWith("last"), "the program goes on writing");
  });

  it("programs end if their node is killed", async () => {
    const script = `sh -c 'sleep 1000; : ${mark}' & exec "$@"`;
    await put(aProgram([...shell(script), "sh", ...SERVER, mark]));
    assert.equal(pidsWith(mark).length, 2);
    node.child.kill("SIGKILL");
    await noneLeft();
  });

  it("a node that is shut down leaves no process and no cgroup of a program", async () => {
    await put(aProgram([...SERVER, mark]));
    assert.equal((await node.ask("POST", "/shutdown")).status, 200);
    await eventually(() => node.child.exitCode !== null, "the supervisor ends");
    await noneLeft();
    for (const cgroup of node.ready.cgroups.filter((folder) => folder.endsWith("/n1")))
      assert.equal(existsSync(cgroup), false);
  });

  it("a program without a port is refused", async () => {
    port = 0;
    const { status, body } = await put(aProgram(SERVER));
    assert.deepEqual([status, body.code], [400, "LAB_MALFORMED_REQUEST"]);
    assert.match(body.message, /programs need a port: web 0/);
  });
});
