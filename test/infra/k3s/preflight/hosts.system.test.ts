/** The pre-flight on real Linux hosts with real VXLAN, sound and broken. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { K3sCluster } from "../../../../infra/k3s/model.ts";
import { HERE, type ExpectedPort } from "../../../../infra/k3s/preflight/expectation.ts";
import { create, type PreflightInputs } from "../../../../infra/k3s/preflight/lifecycle.ts";
import { needsHosts } from "../../../helpers/lab.ts";
import { on, startHost, type Host } from "../../../helpers/hosts/host.ts";
import { ip, openNetwork, type Network } from "../../../helpers/hosts/network.ts";
import { createOverlay, startDns } from "../../../helpers/hosts/overlay.ts";
import { k3sNode, serverNode, wanCluster } from "../clusters.ts";

const inside = promisify(execFile);

const pace = { pingCount: 3, bodyLimitS: 3 };

describe("the pre-flight on two hosts", function () {
  this.timeout(120_000);
  let folder: string;
  let network: Network;
  const hosts: Host[] = [];
  let stopDns: (() => Promise<void>) | undefined;
  let inputs: PreflightInputs;

  before(async function () {
    needsHosts(this, { curl: ["curl"], "iputils-ping": ["ping"], iproute2: ["ip", "bridge"] });
    folder = await mkdtemp(join(tmpdir(), "stackmark-hosts-"));
    network = await openNetwork();
    for (const [index, name] of ["server", "worker"].entries()) {
      await mkdir(join(folder, name));
      hosts.push(await startHost(network, join(folder, name), name, network.address(11 + index)));
    }
    const [server, worker] = hosts as [Host, Host];
    await createOverlay(hosts, 1450);
    stopDns = await startDns(hosts, "10.43.0.10");
    const at = (host: Host) => ({ nodeIp: host.address, publicIp: host.address, isBehindNat: true });
    const cluster: K3sCluster = wanCluster({
      mtu: 1500,
      nodes: [serverNode(at(server)), k3sNode("worker", at(worker))],
    });
    const port = (from: string, number: number, answers: boolean): ExpectedPort => ({
      ...{ from, to: "server", address: server.address, port: number, answers, why: "the test says so" },
    });
    const entry: ExpectedPort = {
      ...{ from: HERE, to: "worker", address: worker.address, port: 30_080, answers: true },
      ...{ why: "users connect there", isStandIn: true },
    };
    const ports = [port("worker", 22, true), port(HERE, 22, true), port(HERE, 10250, false), entry];
    const targets = { server: server.target, worker: worker.target };
    inputs = { cluster, targets, machines: ["a", "b"], ports, names: ["localhost"], tolerated: [] };
  });

  after(async () => {
    await stopDns?.();
    for (const host of hosts) await host.kill();
    await network?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  const offload = async (state: "on" | "off"): Promise<void> => {
    for (const { namespace } of hosts)
      await inside("ip", ["netns", "exec", namespace, "ethtool", "-K", "flannel.1", "tx-checksum-ip-generic", state]);
  };

  it("the pre-flight finds only checksum offload, if that is on where a NAT is crossed", async () => {
    await offload("on");
    await assert.rejects(create(inputs, pace), (error: Error & { code: string }) => {
      assert.equal(error.code, "PREFLIGHT_FAILED");
      const checks = [...error.message.matchAll(/^([a-z-]+), (\w+)/gm)].map(([, check, node]) => `${check} ${node}`);
      assert.deepEqual(checks, ["checksum-offload server", "checksum-offload worker"]);
      return true;
    });
  });

  it("the pre-flight passes on a sound network, and measures round trips of every pair on both networks", async () => {
    await offload("off");
    const { outs } = await create(inputs, pace);
    assert.deepEqual(
      outs.findings.filter(({ isOk }) => !isOk),
      [],
    );
    assert.deepEqual(outs.roundTrips.map(({ from, to, network, lossPct }) => [from, to, network, lossPct]).toSorted(), [
      ["server", "worker", "host", 0],
      ["server", "worker", "pod", 0],
      ["worker", "server", "host", 0],
      ["worker", "server", "pod", 0],
    ]);
    assert.ok(outs.roundTrips.every(({ rttMs }) => rttMs !== null && rttMs.min <= rttMs.avg && rttMs.avg <= rttMs.max));
  });

  it("the pre-flight listens at the entry before the workload does, and finds a firewall that is closed there", async () => {
    const nft = (text: string) => inside("ip", ["netns", "exec", hosts[1]!.namespace, "nft", text]);
    await nft("add table ip closed");
    await nft("add chain ip closed input { type filter hook input priority 0; }");
    await nft("add rule ip closed input iifname eth0 tcp dport 30080 drop");
    await assert.rejects(create(inputs, pace), (error: Error) => {
      assert.match(error.message, /^1 of the pre-flight's \d+ checks failed/);
      assert.match(error.message, /entry, here to worker: 30080\/tcp does not answer; it must answer/);
      return true;
    });
    await nft("delete table ip closed");
  });

  it("a port of the entry that something else has is left alone", async () => {
    const worker = hosts[1]!;
    await on(
      worker,
      `setsid python3 -m http.server 30080 >/dev/null 2>&1 & echo $! >/run/taken.pid
      until ss -Hltn 'sport = :30080' | grep -q .; do sleep 0.1; done`,
    );
    const { outs } = await create(inputs, pace);
    const [entry] = outs.findings.filter(({ check }) => check === "entry");
    assert.deepEqual([entry!.isOk, entry!.seen], [true, "30080/tcp is taken on worker: it is asked before the load"]);
    await on(worker, "kill $(cat /run/taken.pid); rm /run/taken.pid");
  });

  it("the pre-flight needs no socat, ping, ethtool, curl or timeout on the nodes", async () => {
    for (const host of hosts)
      await on(host, 'for tool in socat ping ethtool curl wget timeout od; do rm -f "$(command -v $tool)"; done');
    const { outs } = await create(inputs, pace);
    assert.ok(outs.findings.every(({ isOk }) => isOk));
  });

  it("the pre-flight leaves no listener and no file on the nodes", async () => {
    for (const host of hosts)
      assert.equal(
        await on(host, "ss -Hltn '( sport = :24601 or sport = :30080 )'; ls /run | grep stackmark || true"),
        "",
      );
  });

  it("the pre-flight names only python3 on a node that has none", async () => {
    const worker = hosts[1]!;
    await on(worker, 'while found=$(command -v python3); do mv "$found" "$found.hidden"; done');
    await assert.rejects(create(inputs, pace), (error: Error) => {
      assert.match(error.message, /^1 of the pre-flight's \d+ checks failed/);
      assert.match(error.message, /tools, worker: python3 is not installed, so these checks are unknown: overlay, /);
      return true;
    });
    await on(worker, "for path in /usr/bin /usr/local/bin; do mv $path/python3.hidden $path/python3 || true; done");
  });

  it("the pre-flight finds a network that is narrower than configured, and names the largest size that passes", async () => {
    for (const { namespace } of hosts) await ip("-n", namespace, "link", "set", "eth0", "mtu", "1400");
    await assert.rejects(create(inputs, pace), /host-mtu, server to worker: 1400 bytes passed, 1500 are required/);
    for (const { namespace } of hosts) await ip("-n", namespace, "link", "set", "eth0", "mtu", "1500");
  });

  it("the pre-flight finds an overlay that carries nothing although the machines reach each other", async () => {
    await ip("-n", hosts[1]!.namespace, "link", "set", "flannel.1", "down");
    await assert.rejects(create(inputs, pace), (error: Error) => {
      assert.match(error.message, /pod-loss, server to worker: 100 % of 3 lost/);
      assert.match(error.message, /large-body, server to worker: 0 of 1000000 bytes/);
      assert.match(error.message, /dns, worker: .* did not resolve/);
      assert.doesNotMatch(error.message, /host-loss|host-mtu/);
      return true;
    });
  });
});
