/** A load of k6 from generator machines: real SSH servers, each in a network of its own. Skipped where hosts can't run. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { GeneratorMachine } from "../../../../../../infra/generators/machine.ts";
import { findTool } from "../../../../../../infra/load/find-tool.ts";
import { runTool } from "../../../../../../infra/load/measure/tool/run.ts";
import type { ToolSpec } from "../../../../../../infra/load/measure/tool/spec.ts";
import { connect } from "../../../../../../infra/ssh/connection.ts";
import { on, startHost, type Host } from "../../../../../helpers/hosts/host.ts";
import { openNetwork, type Network } from "../../../../../helpers/hosts/network.ts";
import { root } from "../../../../../helpers/imports.ts";
import { needsHosts } from "../../../../../helpers/lab.ts";

const HOSTS = 2;
const SPEC: ToolSpec = {
  ...{ tool: "k6", file: "./shop.k6.mjs", codeDigest: "d".repeat(64), users: 6, spawnRatePerS: null, durationMs: 5000 },
  vantage: { kind: "vm", where: "two hosts" },
};

describe("a load of k6 from generator machines over SSH", function () {
  this.timeout(300_000);
  let folder: string;
  let network: Network;
  const hosts: Host[] = [];

  before(async function () {
    needsHosts(this);
    const k6 = findTool("k6");
    if (k6 === undefined) {
      console.log("    skipped: k6 is not installed");
      this.skip();
    }
    folder = await mkdtemp(join(tmpdir(), "tools-"));
    network = await openNetwork();
    const program = await readFile(k6);
    for (let index = 0; index < HOSTS; index += 1) {
      const own = await mkdtemp(join(folder, "host-"));
      const host = await startHost(network, own, `generator-${index + 1}`, network.address(10 + index));
      hosts.push(host);
      const connection = await connect(host.target, 10_000);
      await connection.upload(program, "k6", 0o755);
      connection.close();
      await on(host, "ln -s /root/k6 /usr/local/bin/k6");
    }
  });

  after(async () => {
    for (const host of hosts) await host.kill();
    await network?.close();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  const machines = (): GeneratorMachine[] =>
    hosts.map(({ name, target }) => ({ name, workers: 1, access: target, claim: "multinode" }));

  /** Its requests by the address that they came from. */
  async function startTarget() {
    const requests = new Map<string, number>();
    const server = createServer(({ socket: { remoteAddress = "" } }, response) => {
      requests.set(remoteAddress, (requests.get(remoteAddress) ?? 0) + 1);
      response.end("ok");
    }).listen(0, network.gateway);
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    return { url: `http://${network.gateway}:${port}/`, requests, close: () => server.close() };
  }

  async function run(spec: ToolSpec, onBegin: () => void = () => undefined) {
    const target = await startTarget();
    const file = join(root, "examples/tools/shop.k6.mjs");
    const { signal } = new AbortController();
    const hooks = { signal, begin: onBegin, log: () => undefined, print: () => undefined };
    const load = { spec, file, target: target.url, where: { machines: machines() } };
    const outcome = await runTool(load, hooks).finally(() => target.close());
    return { ...outcome, requests: target.requests };
  }

  it("its requests are those that the target counted, from each machine, and nothing is left there", async () => {
    const { result, imported, requests } = await run(SPEC);
    assert.deepEqual([result.status, result.reasons], ["complete", []]);
    const counted = hosts.map(({ address }) => requests.get(address) ?? 0);
    console.log(
      `    ${result.overall.requests} requests; the target counted ${counted.join(" + ")}; ${result.notes!.join("; ")}`,
    );
    assert.equal(result.notes![0], `k6 ran in 2 parts, of which every request was added: ${counted.join(" + ")}`);
    assert.equal(
      result.overall.requests,
      counted.reduce((sum, count) => sum + count),
    );
    assert.deepEqual(
      result.thresholds!.map(({ holds, value }) => [holds, value]),
      [
        [true, null],
        [true, null],
      ],
    );
    assert.deepEqual(
      imported.files.map(({ name }) => name),
      ["part-0/stream.json", "part-1/stream.json"],
    );
    for (const host of hosts) assert.equal((await on(host, "ls /root/.stackmark/loads; pgrep k6 || true")).trim(), "");
  });

  it("a machine that fails in mid-load makes the result invalid, and what the other one measured is kept", async () => {
    const { result } = await run({ ...SPEC, durationMs: 120_000 }, () => {
      setTimeout(() => void hosts[1]!.kill(), 5000);
    });
    assert.deepEqual([result.status, result.reasons.map(({ code }) => code)], ["invalid", ["tool-failed"]]);
    assert.match(
      result.reasons[0]!.message,
      /^k6 at generator-2 ended unseen, because generator-2 could not be reached for 60 s/,
    );
    assert.ok(result.overall.requests > 0);
  });
});
