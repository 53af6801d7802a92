/** The lab's K3s in two clouds, set up by the scripts that set up the real one. */
import assert from "node:assert/strict";
import * as k3s from "../../../infra/k3s/scripts/index.ts";
import type { K3sCluster } from "../../../infra/k3s/model.ts";
import { tracesOf } from "../../../lab/machines/sweep.ts";
import { needsLab } from "../../helpers/lab.ts";
import { inNamespace } from "../../helpers/lab-machines.ts";
import { k3sCluster, k3sNode, serverNode } from "../../infra/k3s/clusters.ts";
import { DELAY_MS, openTwoClouds, SERVER, VERSION, WORKER, type Machine, type TwoClouds } from "./two-clouds.ts";
import { NO_TRACES } from "../helpers/no-traces.ts";

const limits: k3s.Limits = { pollS: 0.5, installS: 60, startS: 180, readyS: 180, reachS: 30, uninstallS: 60 };
const TOKENS = { server: "s3rverToken", agent: "ag3ntToken" };
const POD_OVERHEAD = 50;
const NODE_PORT = 30080;
const SERVE =
  "echo started; mkdir -p /tmp/www; hostname >/tmp/www/index.html; exec busybox httpd -f -p 8080 -h /tmp/www";

const PING =
  'k3s kubectl exec on-server -- /bin/busybox ping -c 1 -W 2 "$(k3s kubectl get pod on-worker -o jsonpath={.status.podIP})" >/dev/null 2>&1';

function clusterOf({ installerUrl, artifactUrl, mirrorUrl }: TwoClouds): K3sCluster {
  const at = ({ privateIp, publicIp }: Machine) => ({ nodeIp: privateIp, publicIp });
  return k3sCluster({
    version: VERSION,
    isAcrossWan: true,
    mtu: 1460,
    source: { kind: "download", installerUrl, installerSha256: null, artifactUrl },
    registryMirrors: { "docker.io": [mirrorUrl] },
    disable: ["traefik", "servicelb", "local-storage"],
    nodes: [serverNode(at(SERVER)), k3sNode("worker", { ...at(WORKER), labels: { "stackmark.dev/zone": "far" } })],
  });
}

describe("the lab's K3s in two clouds", function () {
  this.timeout(600_000);
  // Each test builds on those before it.
  this.bail(true);
  let clouds: TwoClouds;
  let cluster: K3sCluster;
  let agentToken: string;

  before(async function () {
    needsLab(this);
    clouds = await openTwoClouds();
    cluster = clusterOf(clouds);
  });

  after(async () => {
    await clouds?.close();
    if (clouds) assert.deepEqual(await tracesOf(clouds.lab.dir), NO_TRACES);
  });

  const on = (machine: Machine, script: string, stdin?: string): Promise<string> => clouds.on(machine, script, stdin);
  const answer = async (machine: Machine, script: string, stdin?: string) =>
    JSON.parse(await on(machine, script, stdin));
  const kubectl = (args: string): Promise<string> => on(SERVER, `k3s kubectl ${args}`);
  const agentScript = (changes: Partial<k3s.Limits> = {}, within = cluster): string =>
    k3s.agentScript(within, within.nodes[1]!, { ...limits, ...changes });

  it("the server script installs it, and the node and all system pods get ready", async () => {
    const script = k3s.serverScript(cluster, cluster.nodes[0]!, limits);
    const report = await answer(SERVER, script, `${TOKENS.server}\n${TOKENS.agent}\n`);
    assert.equal(report.changed, true);
    console.log(`      ready after ${report.createMs + report.readyMs} ms`);
  });

  it("the agent's token is read back with the hash of the cluster's authority", async () => {
    agentToken = await on(SERVER, k3s.agentTokenScript(limits));
    assert.match(agentToken, /^K10[0-9a-f]{64}::node:ag3ntToken\n$/);
  });

  it("an agent with another hash or another token does not start, and its log says why", async () => {
    const wrongHash = agentToken.replace(/^K10.{64}/, `K10${"0".repeat(64)}`);
    const notActive = /Service k3s-agent is active: not so within 9 s/;
    await assert.rejects(on(WORKER, agentScript({ startS: 9 }), wrongHash), (error: Error) => {
      assert.match(error.message, notActive);
      assert.match(error.message, /token CA hash does not match the Cluster CA certificate hash: 0000/);
      return true;
    });
    const wrongToken = agentToken.replace("ag3ntToken", "guessed");
    await assert.rejects(on(WORKER, agentScript({ startS: 9 }), wrongToken), /v1-k3s\/config: 401 Unauthorized/);
  });

  it("an agent that sets its own role label does not start", async () => {
    const script = agentScript({ startS: 5 }).replace("stackmark.dev/zone=far", "node-role.kubernetes.io/edge=true");
    await assert.rejects(on(WORKER, script, agentToken), /Service k3s-agent is active: not so within 5 s/);
    const said = "journalctl --unit k3s-agent --lines 400 --no-pager --output cat | grep level=fatal";
    const log = await on(WORKER, `timeout 120 sh -c 'until ${said}; do sleep 1; done'`);
    assert.match(log, /kubelet exited: .*unknown 'kubernetes\.io' or 'k8s\.io' labels specified with --node-labels/);
  });

  it("the agent joins over the WAN, and runs again without a change", async () => {
    const report = await answer(WORKER, agentScript(), agentToken);
    assert.equal(report.changed, true);
    const ready = await answer(SERVER, k3s.waitNodeScript("worker", limits));
    console.log(`      ready after ${report.createMs + ready.readyMs} ms`);
    assert.equal((await answer(WORKER, agentScript(), agentToken)).changed, false);
  });

  it("nodes have their addresses, labels and what flannel says of them", async () => {
    const node = JSON.parse(await kubectl("get node worker -o json"));
    assert.deepEqual(
      Object.fromEntries(node.status.addresses.map((a: { type: string; address: string }) => [a.type, a.address])),
      { InternalIP: WORKER.privateIp, ExternalIP: WORKER.publicIp, Hostname: "worker" },
    );
    assert.equal(node.metadata.labels["stackmark.dev/zone"], "far");
    assert.equal(node.metadata.annotations["flannel.alpha.coreos.com/public-ip"], WORKER.publicIp);
    assert.match(node.metadata.annotations["flannel.alpha.coreos.com/backend-data"], /"VtepMAC":"/);
    assert.equal(await on(WORKER, "cat /sys/class/net/flannel.1/mtu"), `${cluster.mtu - POD_OVERHEAD}\n`);
  });

  it("pods of both clouds, whose image comes from a mirror, reach each other over the overlay, and services by name", async () => {
    for (const node of ["server", "worker"])
      await kubectl(
        `run on-${node} --image=docker.io/library/busybox:lab --image-pull-policy=Always --overrides='${JSON.stringify({ spec: { nodeName: node, terminationGracePeriodSeconds: 1 } })}' --command -- /bin/sh -c '${SERVE}'`,
      );
    await kubectl("wait --for=condition=Ready pod/on-server pod/on-worker --timeout=120s");
    const address = (await kubectl("get pod on-worker -o 'jsonpath={.status.podIP}'")).trim();
    const ping = await kubectl(`exec on-server -- /bin/busybox ping -c 3 ${address}`);
    const [, averageMs] = ping.match(/= [\d.]+\/([\d.]+)\//)!;
    assert.ok(Number(averageMs) >= 2 * DELAY_MS, ping);
    const lookup = await kubectl("exec on-worker -- /bin/busybox nslookup kubernetes.default.svc.cluster.local");
    assert.match(lookup, /Address: 10\.43\.0\.1/);
  });

  it("a service's port on any node leads to its pod in the other cloud, and metrics of nodes are served", async () => {
    const ports = [{ port: 80, targetPort: 8080, nodePort: NODE_PORT, protocol: "TCP" }];
    const overrides = JSON.stringify({ spec: { ports } });
    await kubectl(`expose pod on-worker --port=80 --type=NodePort --overrides='${overrides}'`);
    const get = ["curl", "-s", "--retry", "10", "--retry-all-errors", "--max-time", "10"];
    for (const { publicIp } of [SERVER, WORKER]) {
      const { text } = await inNamespace(clouds.lab.operator, [...get, `http://${publicIp}:${NODE_PORT}/`]);
      assert.equal(text, "on-worker");
    }
    const top = await on(
      SERVER,
      "timeout 120 sh -c 'until k3s kubectl top nodes --no-headers; do sleep 2; done' 2>/dev/null",
    );
    assert.match(top, /^server .*%/);
  });

  it("logs and commands reach a kubelet whose port is closed, through the tunnel that its agent opened", async () => {
    assert.equal(await kubectl("logs on-worker"), "started\n");
    assert.equal((await kubectl("exec on-worker -- /bin/busybox hostname")).trim(), "on-worker");
    assert.match(await kubectl("get --raw /api/v1/nodes/worker/proxy/metrics/cadvisor | head -c 4000"), /container_/);
  });

  it("the server's port gives lists, watches and refusals of the API server, and believes nobody's word for who they are", async () => {
    const list = await kubectl("get --raw '/apis/rbac.authorization.k8s.io/v1/clusterroles?limit=500'");
    assert.ok(JSON.parse(list).items.length > 50);
    const watch = await on(SERVER, "timeout 5 k3s kubectl get pods --watch --no-headers | head -2");
    assert.match(watch, /^on-server .*\n/);
    const claim = "-H 'X-Remote-User: system:admin' -H 'X-Remote-Group: system:masters'";
    for (const headers of ["", claim]) {
      const status = await on(
        SERVER,
        `curl -sk -o /dev/null -w '%{http_code}' ${headers} https://127.0.0.1:6443/api/v1/nodes`,
      );
      assert.equal(status, "401");
    }
  });

  it("the server restarts by itself when it is killed, with all that it knew, and its pods go on", async () => {
    const before = await kubectl("get pod on-server -o 'jsonpath={.status.containerStatuses[0].containerID}'");
    await on(SERVER, "kill -9 $(systemctl show k3s --property=MainPID --value)");
    const isReady = '[ "$(k3s kubectl get --raw /readyz 2>/dev/null)" = ok ]';
    await on(SERVER, `sleep 1; timeout 120 sh -c 'until ${isReady}; do sleep 1; done'`);
    await answer(SERVER, k3s.waitNodeScript("server", limits));
    const after = await kubectl("get pod on-server -o 'jsonpath={.status.containerStatuses[0].containerID}'");
    assert.equal(after, before);
  });

  it("a machine that was stopped, or lost its power, comes back as a node with its pods", async () => {
    const faults = [
      { how: "stop", machine: WORKER, unit: "k3s-agent" },
      { how: "kill", machine: WORKER, unit: "k3s-agent" },
      { how: "kill", machine: SERVER, unit: "k3s" },
    ] as const;
    for (const { how, machine, unit } of faults) {
      await clouds.lab.machines[how](machine.name);
      await clouds.lab.machines.start(machine.name);
      await on(machine, `timeout 120 sh -c 'until systemctl is-active --quiet ${unit}; do sleep 1; done'`);
      await answer(SERVER, k3s.waitNodeScript(machine.name, limits));
      // A pod whose network is gone is still called ready until its node has looked.
      await on(SERVER, `for attempt in $(seq 60); do if ${PING}; then exit 0; fi; sleep 1; done; exit 1`);
    }
  });

  it("a narrower MTU is taken over once K3s' clean-up script ran, which a restart alone does not do", async () => {
    const narrow = { ...cluster, mtu: 1400 };
    const script = agentScript({}, narrow);
    const mtu = (): Promise<string> => on(WORKER, "cat /sys/class/net/flannel.1/mtu");
    await on(
      WORKER,
      'sed -i \'s/"MTU": 1460/"MTU": 1400/\' /etc/rancher/k3s/flannel.json; systemctl restart k3s-agent',
    );
    assert.equal(await mtu(), `${cluster.mtu - POD_OVERHEAD}\n`);
    await answer(WORKER, script, agentToken);
    await answer(SERVER, k3s.waitNodeScript("worker", limits));
    assert.equal(await mtu(), `${narrow.mtu - POD_OVERHEAD}\n`);
  });

  it("another machine gets a node's name only after the node was deleted", async () => {
    await on(WORKER, "systemctl stop k3s-agent; echo another >/etc/rancher/node/password");
    await assert.rejects(
      on(WORKER, agentScript({ startS: 9 }, { ...cluster, mtu: 1400 }), agentToken),
      /Node password rejected/,
    );
    assert.deepEqual(await answer(SERVER, k3s.forgetScript("worker", "another")), { forgotten: true });
    await answer(WORKER, agentScript({}, { ...cluster, mtu: 1400 }), agentToken);
    await answer(SERVER, k3s.waitNodeScript("worker", limits));
  });

  it("the uninstall script leaves no file, process, interface or rule", async () => {
    const left = `find /etc/rancher /var/lib/rancher/* /run/k3s /run/flannel /usr/local/bin/k3s* /etc/systemd/system/k3s* 2>/dev/null
ps -e -o comm= | grep -E '^(containerd|kube|kine|etcd)'
ps -e -o args= | grep -E '^[^ ]*node [^ ]*k3s'
ls /sys/class/net | grep -E 'flannel|cni|veth'
iptables-save | grep -E 'KUBE|CNI|FLANNEL'
true`;
    for (const machine of [WORKER, SERVER]) {
      await answer(machine, k3s.uninstallScript(limits));
      assert.equal(await on(machine, left), "");
    }
  });
});
