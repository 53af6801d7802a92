/** Loads of tools from generator machines: real SSH servers, each in a network of its own. Skipped where hosts can't run. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { TOOL_NAMES, type ToolName } from "../../../../../../infra/catalog/load-tools.ts";
import type { GeneratorMachine } from "../../../../../../infra/generators/machine.ts";
import { findTool } from "../../../../../../infra/load/find-tool.ts";
import { runTool } from "../../../../../../infra/load/measure/tool/run.ts";
import type { ToolSpec } from "../../../../../../infra/load/measure/tool/spec.ts";
import { connect } from "../../../../../../infra/ssh/connection.ts";
import { OWN_FOLDERS } from "../../../../../../lab/hosts/seed/files.ts";
import { on, startHost, type Host } from "../../../../../helpers/hosts/host.ts";
import { openNetwork, type Network } from "../../../../../helpers/hosts/network.ts";
import {
  EXAMPLES,
  exampleOf,
  jmeterHome,
  locustProgram,
  needsAnyTool,
  needsTool,
} from "../../../../../helpers/load-tools.ts";
import { needsHosts } from "../../../../../helpers/lab.ts";
import { skipIf } from "../../../../../helpers/skip.ts";

const HOSTS = 2;
const USERS = 6;
const specOf = (tool: ToolName, durationMs = 5000): ToolSpec => ({
  ...{ tool, file: `./${EXAMPLES[tool]}`, codeDigest: "d".repeat(64), users: USERS, spawnRatePerS: 6, durationMs },
  vantage: { kind: "vm", where: "two hosts" },
});

/** A folder, or a file in it, as one file for an upload. */
const packed = (folder: string, name = "."): Buffer =>
  execFileSync("tar", ["-C", folder, "-cf", "-", name], { maxBuffer: 2 ** 30 });

/** The files of a tool, and the script that a user of the host calls it by. */
const INSTALLED: Record<ToolName, (path: string) => { folder: Buffer; script: string }> = {
  k6: (path) => ({ folder: packed(dirname(path), basename(path)), script: `exec /root/k6/${basename(path)}` }),
  locust(path) {
    const { executable, packages } = locustProgram(path);
    return { folder: packed(packages), script: `PYTHONPATH=/root/locust exec ${executable} -m locust` };
  },
  jmeter: (path) => ({ folder: packed(jmeterHome(path)), script: "exec java -jar /root/jmeter/bin/ApacheJMeter.jar" }),
};

const NOT_FOR_HOSTS =
  "hosts do not see the Python of this Locust: install Locust with a Python of the system, as in /usr";

/** Hosts have this machine's programs, but for those in folders of their own. */
function isForHosts(tool: ToolName): boolean {
  if (tool !== "locust") return true;
  const { executable } = locustProgram(findTool(tool)!);
  return !OWN_FOLDERS.some((folder) => executable.startsWith(`${folder}/`));
}

describe("loads of tools from generator machines over SSH", function () {
  this.timeout(300_000);
  let folder: string;
  let network: Network;
  let tools: ToolName[];
  const hosts: Host[] = [];

  before(async function () {
    needsHosts(this);
    tools = needsAnyTool(this).filter(isForHosts);
    skipIf(this, tools.length > 0 ? null : NOT_FOR_HOSTS);
    folder = await mkdtemp(join(tmpdir(), "tools-"));
    network = await openNetwork();
    for (let index = 0; index < HOSTS; index += 1) {
      const own = await mkdtemp(join(folder, "host-"));
      hosts.push(await startHost(network, own, `generator-${index + 1}`, network.address(10 + index)));
    }
    for (const tool of tools) await installOnAll(tool);
  });

  async function installOnAll(tool: ToolName): Promise<void> {
    const { folder: content, script } = INSTALLED[tool](findTool(tool)!);
    for (const host of hosts) {
      const connection = await connect(host.target, 10_000);
      await connection.upload(content, `${tool}.tar`, 0o600);
      connection.close();
      const path = `/usr/local/bin/${tool}`;
      const lines = [`#!/bin/sh`, `${script} "$@"`];
      await on(host, `mkdir /root/${tool} && tar -C /root/${tool} -xf /root/${tool}.tar && rm /root/${tool}.tar`);
      await on(host, `cat >${path} && chmod +x ${path}`, `${lines.join("\n")}\n`);
    }
  }

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
    const file = exampleOf(spec.tool);
    const { signal } = new AbortController();
    const hooks = { signal, begin: onBegin, log: () => undefined, print: () => undefined };
    const load = { spec, file, target: target.url, where: { machines: machines() } };
    const outcome = await runTool(load, hooks).finally(() => target.close());
    return { ...outcome, requests: target.requests };
  }

  for (const tool of TOOL_NAMES)
    it(`${tool}: its requests are those that the target counted from each machine, and nothing is left there`, async function () {
      needsTool(this, tool);
      skipIf(this, tools.includes(tool) ? null : NOT_FOR_HOSTS);
      const { result, requests } = await run(specOf(tool));
      const counted = hosts.map(({ address }) => requests.get(address) ?? 0);
      const sum = counted.reduce((all, count) => all + count);
      console.log(
        `      ${tool}: ${result.overall.requests} requests, target ${counted.join(" + ")}; ${result.notes!.join("; ")}`,
      );
      assert.deepEqual([result.status, result.reasons], ["complete", []]);
      assert.ok(counted.every((count) => count > 0));
      // Locust cuts off requests in flight at its end, and does not count them.
      if (tool === "locust") assert.ok(sum - result.overall.requests >= 0 && sum - result.overall.requests <= USERS);
      else assert.match(result.notes![0]!, new RegExp(`of which every request was added: ${counted.join(" \\+ ")}$`));
      const thresholds = (result.thresholds ?? []).map(({ holds, value }) => [holds, value]);
      if (tool === "k6") assert.deepEqual(thresholds, Array(2).fill([true, null]));
      for (const host of hosts) assert.equal((await on(host, "ls /root/.stackmark/loads")).trim(), "");
    });

  it("a machine that fails in mid-load makes the result invalid, and what the other one measured is kept", async function () {
    needsTool(this, "k6");
    const { result } = await run(specOf("k6", 120_000), () => {
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
