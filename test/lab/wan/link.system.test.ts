import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { Agent, createServer, get, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { procStat } from "../../../base/process-identity.ts";
import { linkStatusSchema } from "../../../lab/protocol/link.ts";
import { LINK_ENTRY, startDaemon, type Daemon } from "../../helpers/daemon.ts";
import { eventually } from "../../helpers/eventually.ts";

describe("a link", function () {
  // Processes start on a machine that may be busy.
  this.timeout(60_000);
  let link: Daemon;
  let target: Server;
  beforeEach(async () => {
    target = createServer((request, response) => request.pipe(response)).listen(0, "127.0.0.1");
    await once(target, "listening");
    link = await startDaemon(LINK_ENTRY, {
      name: "a-b",
      between: ["a", "b"],
      oneWayDelayMs: 1,
      jitterMs: 1,
      bandwidthMbitPerS: 1000,
      seed: 1,
    });
  });
  afterEach(async () => {
    await link.close();
    target.close();
    target.closeAllConnections();
  });
  const forward = (id: string) => ({
    id,
    from: "a",
    to: "b",
    target: `http://127.0.0.1:${(target.address() as AddressInfo).port}`,
  });
  const put = (...forwards: object[]) => link.ask("PUT", "/forwards", { forwards });
  const status = async () => linkStatusSchema.parse((await link.ask("GET", "/status")).body);

  it("a link forwards bytes unchanged to its target, whatever their number", async () => {
    const { body } = await put(forward("one"));
    const sent = Buffer.alloc(3_000_000, "0123456789abcdefg");
    const answer = await fetch(body.forwards[0].url, { method: "POST", body: sent });
    assert.deepEqual(Buffer.from(await answer.arrayBuffer()), sent);
    const { bytes, connections } = await status();
    assert.equal(connections, 1);
    assert.ok(bytes["a>b"]! > sent.length && bytes["b>a"]! > sent.length);
  });

  it("a link reports its priority, and has real-time scheduling if it says so", () => {
    const { note } = link.ready.quota;
    assert.match(note, /takes precedence|highest priority|no priority/);
    // Of /proc/PID/stat: the scheduling policy, 2 for round robin in real time.
    const policy = procStat(link.ready.pid)![38];
    assert.equal(policy === "2", note.includes("real-time"));
  });

  it("a link counts no bytes before any were sent", async () => {
    assert.deepEqual((await status()).bytes, { "a>b": 0, "b>a": 0 });
  });

  it("a link counts the round trips of each entry: one to set up a connection, and one for each exchange on it", async () => {
    const urls = (await put(forward("one"), forward("two"))).body.forwards.map(({ url }: { url: string }) => url);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let i = 0; i < 3; i++) await exchange(urls[0], agent);
    agent.destroy();
    for (let i = 0; i < 2; i++) await exchange(urls[1], new Agent());
    const { forwards, bytes } = await status();
    assert.deepEqual(
      forwards.map(({ id, roundTrips }) => [id, roundTrips]),
      [
        ["one", 1 + 3],
        ["two", 2 * (1 + 1)],
      ],
    );
    assert.equal(
      forwards.reduce((sum, each) => sum + each.bytes, 0),
      bytes["a>b"]! + bytes["b>a"]!,
    );
  });

  it("PUT /forwards keeps entries that stay, adds new ones, and closes those not listed", async () => {
    const one = (await put(forward("one"))).body.forwards[0];
    const both = (await put(forward("one"), forward("two"))).body.forwards;
    assert.deepEqual(both[0], one);
    await put(forward("two"));
    await assert.rejects(fetch(one.url));
    assert.equal((await fetch(both[1].url)).status, 200);
  });

  it("calls over a link fail at once when the target refuses them or dies meanwhile", async () => {
    const { url } = (await put(forward("one"))).body.forwards[0];
    assert.equal((await fetch(url)).status, 200);
    target.close();
    target.closeAllConnections();
    await assert.rejects(fetch(url));
    await eventually(async () => (await status()).openConnections === 0, "no connection is left over");
  });

  it("PUT /forwards rejects unknown directions and duplicate ids, all at once, and changes nothing", async () => {
    const wrong = { ...forward("wrong"), to: "c" };
    const answer = await put(forward("one"), forward("one"), wrong);
    assert.deepEqual([answer.status, answer.body.code], [400, "LAB_MALFORMED_REQUEST"]);
    assert.match(answer.body.message, /wrong: a>c[^]*one: listed more than once/);
    assert.deepEqual((await put()).body.forwards, []);
  });

  it("a link rejects a wrong token", async () => {
    assert.equal((await link.ask("GET", "/status", undefined, "wrong")).body.code, "LAB_WRONG_TOKEN");
  });

  it("a link that is shut down cuts open connections and exits with 0", async () => {
    target.removeAllListeners("request").on("request", () => undefined);
    const { url } = (await put(forward("one"))).body.forwards[0];
    const hanging = assert.rejects(fetch(url));
    await eventually(async () => (await status()).bytes["a>b"]! > 0, "the call is under way");
    await link.ask("POST", "/shutdown");
    await hanging;
    await eventually(() => link.child.exitCode !== null, "the link ends");
    assert.equal(link.child.exitCode, 0);
  });

  it("a link exits with 2 and reports every problem of a malformed start file", () => {
    const file = join(link.dir, "bad.json");
    writeFileSync(file, JSON.stringify({ version: 1, stack: "s", name: "l", dir: link.dir, token: "t", jitterMs: -1 }));
    const { status: code, stderr } = spawnSync(process.execPath, [LINK_ENTRY, file], { encoding: "utf8" });
    assert.equal(code, 2);
    for (const field of ["between", "oneWayDelayMs", "jitterMs", "bandwidthMbitPerS"])
      assert.ok(stderr.includes(field));
  });
});

/** One request and its answer. */
const exchange = (url: string, agent: Agent): Promise<void> =>
  new Promise((resolve, reject) => {
    get(url, { agent }, (answer) => void answer.resume().once("end", resolve)).once("error", reject);
  });
