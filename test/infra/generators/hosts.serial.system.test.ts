/** Loads from generator machines: real SSH servers, each in a network of its own. Skipped where hosts can't run. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { remove } from "../../../infra/generators/claim/lifecycle.ts";
import { claimedScript, ofStack } from "../../../infra/generators/claim/scripts.ts";
import type { GeneratorMachine } from "../../../infra/generators/machine.ts";
import { startWorkers } from "../../../infra/generators/start.ts";
import { runLoad, type WorkerSource } from "../../../loadgen/index.ts";
import type { FromWorker } from "../../../loadgen/worker/protocol.ts";
import { needsHosts } from "../../helpers/lab.ts";
import { on, startHost, type Host } from "../../helpers/hosts/host.ts";
import { ip, openNetwork, type Network } from "../../helpers/hosts/network.ts";
import { assertSum, messagesIn } from "../../helpers/workers-own-files.ts";

const HOSTS = 3;
const CUT_MS = 10_000;
const CLAIM = "hosts-0a1b2c3d";

describe("generator machines over SSH", function () {
  this.timeout(300_000);
  let folder: string;
  let network: Network;
  const hosts: Host[] = [];

  before(async function () {
    needsHosts(this);
    folder = await mkdtemp(join(tmpdir(), "generators-"));
    network = await openNetwork();
    for (let index = 0; index < HOSTS; index += 1) {
      const own = await mkdtemp(join(folder, "host-"));
      hosts.push(await startHost(network, own, `generator-${index + 1}`, network.address(10 + index)));
    }
  });

  after(async () => {
    for (const host of hosts) await host.kill();
    await network?.close();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  const machines = (): GeneratorMachine[] =>
    hosts.map(({ name, target }) => ({ name, region: "lab", workers: 1, claim: CLAIM, access: target }));

  /** A target in this machine's own namespace, which the hosts reach by its address in their network. */
  async function target() {
    const counts = { requests: 0 };
    const server = createServer((_, response) => {
      counts.requests += 1;
      response.end("ok");
    }).listen(0, network.gateway);
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    return { url: `http://${network.gateway}:${port}/`, counts, close: () => server.close() };
  }

  const load = (url: string, durationMs: number) => ({
    ...{ model: "closed", scenario: "get", target: url, users: 30, spawnRatePerS: 30, durationMs, warmUpMs: 2000 },
    ...{ thinkTime: { kind: "constant", ms: 50 }, calibrationMs: 200, vantage: { kind: "vm", where: "three hosts" } },
  });

  /** Runs a load; the workers' own files, by worker, as they are when it has ended. */
  async function run(spec: object, hooks: Parameters<typeof runLoad>[1] = {}) {
    const files: FromWorker[][] = [];
    const sources = await startWorkers(machines(), undefined);
    // The files go with their workers: they are read before those are ended.
    const kept = sources.map((source, index): WorkerSource => ({
      ...source,
      kill: () =>
        void on(hosts[index]!, "cat /root/.stackmark/loads/*/measured.ndjson")
          .then((text) => (files[index] = messagesIn(text)))
          .catch(() => undefined)
          .then(() => source.kill()),
    }));
    const outcome = await runLoad(spec, hooks, kept);
    return { outcome, files };
  }

  /** Takes the host's end of its link down: the bridge's side keeps its name. */
  const cutLink = (host: Host): Promise<unknown> => ip("-n", host.namespace, "link", "set", "eth0", "down");

  it("the merged result of three machines equals the sum of their own files, though one link was cut for 10 s", async () => {
    const { url, counts, close } = await target();
    let back: Promise<unknown> | undefined;
    const { outcome, files } = await run(load(url, 30_000), {
      onSecond({ atMs }) {
        if (atMs !== 8000 || back !== undefined) return;
        back = cutLink(hosts[1]!)
          .then(() => new Promise((resolve) => setTimeout(resolve, CUT_MS)))
          .then(() => ip("-n", hosts[1]!.namespace, "link", "set", "eth0", "up"))
          .then(() => ip("-n", hosts[1]!.namespace, "route", "add", "default", "via", network.gateway));
      },
    });
    await back;
    close();
    const { result } = outcome;
    assertSum(outcome, files);
    const pool = result.generator.pool!;
    console.log(
      `    ${result.status} ${result.reasons.map(({ message }) => message).join(" ")}; ${pool.map(({ name, requests, reattached, rttMs, clock }) => `${name}: ${requests} requests, reattached ${reattached}, RTT ${rttMs.before?.p50?.toFixed(2)} ms, clock ±${clock.boundMs.toFixed(2)} ms`).join("; ")}; target ${counts.requests}`,
    );
    assert.ok(pool[1]!.reattached >= 1);
    assert.deepEqual(
      pool.map(({ requests }) => requests),
      files.map((messages) =>
        messages
          .flatMap((message) => (message.type === "second" ? message.counts : []))
          .reduce((sum, { ok, failed }) => sum + ok + failed, 0),
      ),
    );
  });

  it("nothing of a load is left on a machine after it", async () => {
    const { url, close } = await target();
    await runLoad(load(url, 5000), {}, await startWorkers(machines(), undefined));
    close();
    for (const host of hosts) {
      assert.equal((await on(host, "ls /root/.stackmark/loads; pgrep -f '[g]enerator.mjs' || true")).trim(), "");
    }
  });

  it("nothing of a stack is left on a machine once its claim was deleted", async () => {
    const [host] = hosts;
    const { target: access } = host!;
    assert.notEqual((await on(host!, claimedScript(ofStack("hosts")))).trim(), "");
    await remove(CLAIM, { stack: "hosts", node: host!.name, target: access });
    assert.equal((await on(host!, `${claimedScript(ofStack("hosts"))}; ls -d /root/.stackmark || true`)).trim(), "");
  });

  it("a machine that fails in mid-load makes the result invalid, and what it had sent is kept", async () => {
    const { url, close } = await target();
    const { outcome } = await run(load(url, 20_000), {
      onSecond: ({ atMs }) => void (atMs === 5000 && void hosts[2]!.kill()),
    });
    close();
    assert.deepEqual([outcome.result.status, outcome.result.reasons[0]!.code], ["invalid", "worker-lost"]);
    assert.match(outcome.result.reasons[0]!.message, /generator-3: it could not be reached for 60 s/);
    assert.ok(outcome.result.generator.pool![2]!.requests > 0);
  });
});
