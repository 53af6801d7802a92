/** The scripts on real Linux hosts, over real SSH, with a stand-in for K3s itself. */
import assert from "node:assert/strict";
import { mkdtemp, mkdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as k3s from "../../../infra/k3s/scripts/index.ts";
import { remove, type UninstallInputs } from "../../../infra/k3s/uninstall/lifecycle.ts";
import type { K3sCluster } from "../../../infra/k3s/model.ts";
import { needsHosts } from "../../helpers/lab.ts";
import { eventually } from "../../helpers/eventually.ts";
import { on, startHost, type Host } from "../../helpers/hosts/host.ts";
import { startMirror, type Mirror } from "../../helpers/hosts/mirror.ts";
import { openNetwork, type Network } from "../../helpers/hosts/network.ts";
import { withHome } from "../helpers/home.ts";
import { k3sCluster, k3sNode, serverNode } from "./clusters.ts";

const limits: k3s.Limits = { pollS: 0.2, installS: 30, startS: 60, readyS: 20, reachS: 5, uninstallS: 20 };
/** Limits for a service that never starts. */
const impatient: k3s.Limits = { ...limits, startS: 5 };
const TOKENS = { server: "s3rverToken", agent: "ag3ntToken" };

const answer = async (host: Host, script: string, stdin?: string) => JSON.parse(await on(host, script, stdin));

describe("K3s scripts on two hosts", function () {
  this.timeout(120_000);
  const home = withHome();
  let folder: string;
  let network: Network;
  let mirror: Mirror;
  let [server, worker]: Host[] = [];
  let cluster: K3sCluster;

  before(async function () {
    needsHosts(this, { curl: ["curl"], openssl: ["openssl"] });
    folder = await mkdtemp(join(tmpdir(), "stackmark-hosts-"));
    network = await openNetwork();
    mirror = await startMirror(network.gateway);
    const start = async (name: string, number: number): Promise<Host> => {
      await mkdir(join(folder, name));
      return startHost(network, join(folder, name), name, network.address(number));
    };
    [server, worker] = [await start("server", 11), await start("worker", 12)];
    const { installerUrl, installerSha256, artifactUrl } = mirror;
    cluster = k3sCluster({
      source: { kind: "download", installerUrl, installerSha256, artifactUrl },
      nodes: [
        serverNode({ nodeIp: server.address, publicIp: null }),
        k3sNode("worker", { nodeIp: worker.address, publicIp: null, labels: { "stackmark.dev/zone": "far" } }),
      ],
    });
  });

  after(async () => {
    await server?.kill();
    await worker?.kill();
    mirror?.close();
    await network?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  const serverScript = (): string => k3s.serverScript(cluster, cluster.nodes[0]!, limits);
  const agentScript = (within = limits): string => k3s.agentScript(cluster, cluster.nodes[1]!, within);
  const bothTokens = `${TOKENS.server}\n${TOKENS.agent}\n`;
  const starts = async (host: Host): Promise<number> =>
    Number(await on(host, "journalctl --unit k3s --unit k3s-agent --output cat | grep -c Starting || true"));
  const left =
    "find /etc/rancher /var/lib/rancher /usr/local/bin/k3s* /etc/systemd/system/k3s* /etc/sysctl.d/*stackmark* 2>/dev/null || true";
  const tcpProbing = async (host: Host): Promise<string> =>
    (await on(host, "cat /proc/sys/net/ipv4/tcp_mtu_probing")).trim();
  let agentToken: string;

  it("the server script installs K3s from a mirror and checks the digest of the install script", async () => {
    const report = await answer(server!, serverScript(), bothTokens);
    assert.equal(report.changed, true);
    assert.ok(report.createMs > 0 && report.readyMs >= 0);
  });

  it("connections of the server find the size of a path by themselves", async () => {
    assert.equal(await tcpProbing(server!), "1");
    assert.match(await on(server!, "cat /etc/sysctl.d/90-stackmark-tcp.conf"), /^net\.ipv4\.tcp_mtu_probing = 1$/m);
  });

  it("the server script finds the interface that has the node's address, and configures flannel with it", async () => {
    const text = await on(server!, "cat /etc/rancher/k3s/config.yaml.d/50-stackmark-iface.yaml");
    assert.equal(text.trim(), "flannel-iface: eth0");
  });

  it("tokens are stored in files that only root can read", async () => {
    const modes = await on(server!, "stat -c '%a %n' /etc/rancher/k3s/*");
    assert.match(modes, /600 .*server-token/);
    assert.match(modes, /600 .*agent-token/);
    assert.match(modes, /600 .*k3s\.yaml/);
  });

  it("the server script changes nothing and starts nothing when it runs again", async () => {
    const before = await starts(server!);
    assert.equal((await answer(server!, serverScript(), bothTokens)).changed, false);
    assert.equal(await starts(server!), before);
  });

  it("the server script rejects an install script with a different digest", async () => {
    const source = { ...cluster.source, installerSha256: "0".repeat(64) };
    const script = k3s.agentScript({ ...cluster, source }, cluster.nodes[1]!, limits);
    await assert.rejects(on(worker!, script, "K10ab::node:x\n"), {
      code: "SSH_COMMAND",
      message: /SHA-256 is not 0000/,
    });
  });

  it("the agent token is read back with the CA's hash", async () => {
    agentToken = await on(server!, k3s.agentTokenScript(limits));
    assert.match(agentToken, /^K10[0-9a-f]{64}::node:ag3ntToken\n$/);
  });

  it("the agent script rejects a token without a CA hash before it installs anything", async () => {
    await assert.rejects(on(worker!, agentScript(), `${TOKENS.agent}\n`), { message: /not of the form K10/ });
  });

  it("the agent script fails with the end of the service's log if the CA hash or the token is wrong", async () => {
    const wrongCa = agentToken.replace(/^K10.{64}/, `K10${"0".repeat(64)}`);
    await assert.rejects(on(worker!, agentScript(impatient), wrongCa), {
      message: /Service k3s-agent is active: not so within 5 s\..*ActiveState=failed.*token CA hash does not match/s,
    });
    const wrongToken = agentToken.replace("ag3ntToken", "guessed");
    await assert.rejects(on(worker!, agentScript(impatient), wrongToken), { message: /Failed to join: 401/ });
  });

  it("K3s does not start an agent that sets its own role label, which is why validation rejects one", async () => {
    const script = agentScript(impatient).replace("stackmark.dev/zone=far", "node-role.kubernetes.io/edge=true");
    await assert.rejects(on(worker!, script, agentToken), { message: /unknown 'kubernetes\.io' or 'k8s\.io' labels/ });
  });

  it("the agent script joins the server with the token that was read back", async () => {
    const report = await answer(worker!, agentScript(), agentToken);
    assert.equal(report.changed, true);
    const ready = await answer(server!, k3s.waitNodeScript("worker", limits));
    assert.ok(ready.readyMs >= 0);
  });

  it("the agent script changes nothing when it runs again", async () => {
    const before = await starts(worker!);
    assert.equal((await answer(worker!, agentScript(), agentToken)).changed, false);
    assert.equal(await starts(worker!), before);
  });

  it("the server script restarts the service if its configuration changed", async () => {
    const before = await starts(worker!);
    const taints = ["stackmark.dev/edge=true:NoSchedule"];
    const changed = { ...cluster, nodes: [cluster.nodes[0]!, { ...cluster.nodes[1]!, taints }] };
    const report = await answer(worker!, k3s.agentScript(changed, changed.nodes[1]!, limits), agentToken);
    assert.equal(report.changed, true);
    assert.equal(await starts(worker!), before + 1);
  });

  it("the agent script makes the pods' network anew if its MTU changed, since a restart of K3s would keep the old one", async () => {
    await on(worker!, "ip link add flannel.1 mtu 1450 type vxlan id 1 dstport 8472; ip link add cni0 type bridge");
    const narrow = { ...cluster, mtu: 1400 };
    await answer(worker!, k3s.agentScript(narrow, narrow.nodes[1]!, limits), agentToken);
    assert.equal(await on(worker!, "ls /sys/class/net | grep -E 'flannel|cni' || true"), "");
    await on(worker!, "ip link add flannel.1 mtu 1350 type vxlan id 1 dstport 8472");
    const again = await answer(worker!, k3s.agentScript(narrow, narrow.nodes[1]!, limits), agentToken);
    assert.equal(again.changed, false);
    assert.match(await on(worker!, "ls /sys/class/net"), /flannel\.1/);
    await on(worker!, "ip link delete flannel.1");
  });

  it("the agent script names curl and wget at once on a machine that has neither", async () => {
    await on(
      worker!,
      'for tool in curl wget; do while found=$(command -v $tool); do mv "$found" "$found-hidden"; done; done',
    );
    await assert.rejects(on(worker!, agentScript(), agentToken), { message: /Neither curl nor wget is installed/ });
    await on(worker!, "cd /usr/bin; for tool in curl wget; do mv $tool-hidden $tool || true; done");
  });

  it("the kubeconfig is read as it is on the machine", async () => {
    assert.match(await on(server!, k3s.kubeconfigScript(limits)), /server: https:\/\/127\.0\.0\.1:6443/);
  });

  it("the forget script does not delete a Ready node of the same machine", async () => {
    const machineId = (await on(worker!, k3s.identityScript())).trim();
    assert.match(machineId, /^[0-9a-f]{32}$/);
    assert.deepEqual(await answer(server!, k3s.forgetScript("worker", machineId)), { forgotten: false });
  });

  it("another machine can take a node's name only after the old node is deleted", async () => {
    await on(worker!, k3s.uninstallScript(limits));
    const report = on(worker!, agentScript(impatient), agentToken);
    await assert.rejects(report, { message: /Node password rejected/ });
    assert.deepEqual(await answer(server!, k3s.forgetScript("worker", "another")), { forgotten: true });
    await answer(worker!, agentScript(), agentToken);
    await answer(server!, k3s.waitNodeScript("worker", limits));
  });

  it("the error for a node that does not become Ready contains the last state seen", async () => {
    await on(worker!, "systemctl stop k3s-agent");
    const notReady = async (): Promise<boolean> => {
      const script = k3s.waitNodeScript("worker", { ...limits, readyS: 0 });
      return on(server!, script).then(
        () => false,
        (error: Error) => /Last state seen: Unknown .*Kubelet stopped posting/.test(error.message),
      );
    };
    await eventually(notReady, "the node is not Ready, and the error says so");
  });

  it("a machine with K3s is told from one without by what uninstalling removes", async () => {
    const remains = await on(worker!, k3s.remainsScript());
    for (const path of ["/etc/rancher/k3s", "/usr/local/bin/k3s-agent-uninstall.sh"])
      assert.ok(remains.split("\n").includes(path), remains);
  });

  it("the uninstall script leaves nothing on the machine, and does nothing when it runs again", async () => {
    for (const host of [worker!, server!])
      for (const time of ["first", "second"]) {
        const report = await answer(host, k3s.uninstallScript(limits));
        assert.ok(report.deleteMs >= 0, time);
      }
    for (const host of [worker!, server!]) {
      assert.deepEqual([await on(host, left), await tcpProbing(host)], ["", "0"]);
      assert.equal(await on(host, k3s.remainsScript()), "");
    }
  });

  it("the join script runs by hand from the file that the machine's owner receives", async () => {
    await answer(server!, serverScript(), bothTokens);
    const token = await on(server!, k3s.agentTokenScript(limits));
    const script = k3s.joinScript(cluster, cluster.nodes[1]!, token, limits);
    assert.equal((await answer(worker!, script)).changed, true);
    await answer(server!, k3s.waitNodeScript("worker", limits));
  });

  it("the Uninstall resource removes K3s from an existing machine", async () => {
    const inputs: UninstallInputs = { stack: "edge", node: "worker", target: worker!.target, connectLimitMs: 5000 };
    await remove(inputs);
    assert.equal(await on(worker!, left), "");
    assert.match(await readFile(join(home.path, "edge", "deletes.ndjson"), "utf8"), /"name":"worker","deleteMs":\d+/);
    await worker!.kill();
    await remove({ ...inputs, connectLimitMs: 500 });
    const leftOver = JSON.parse(await readFile(join(home.path, "edge", "left-over.ndjson"), "utf8"));
    assert.equal(leftOver.node, "worker");
    assert.match(leftOver.reason, /could not be reached/);
  });

  it("the scripts did not run in the file system of the machine that runs the tests", async () => {
    await assert.rejects(readFile("/etc/rancher/k3s/config.yaml"), { code: "ENOENT" });
  });
});
