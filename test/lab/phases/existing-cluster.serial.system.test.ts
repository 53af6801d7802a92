/** Stacks in an existing cluster: that of another stack in the lab, which is none of theirs. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument, type Document } from "yaml";
import { inside } from "../../../lab/phases/checks/nodes.ts";
import { projectDir } from "../../../lab/folder.ts";
import type { Comparison } from "../../../results/compare/index.ts";
import type { StackOutputs } from "../../../results/schema/outputs.ts";
import { needsLab } from "../../helpers/lab.ts";
import { assertCpu, assertMeasured, assertMoved, EDGE, SERVER } from "./topologies.ts";
import { OwnLab, stackFileOf } from "./own-lab.ts";

/** The stack whose cluster it is. */
const BASE = "base";
/** The only one that the lab's firewall opens. */
const NODE_PORT = 30080;
const CARTS = ["carts", "store"];

interface Settings {
  config: Record<string, Record<string, unknown>>;
}
type Outputs = Pick<StackOutputs, "runId" | "placement" | "nodes" | "load">;

describe("stacks in an existing cluster of the lab", function () {
  this.timeout(2_400_000);

  before(function () {
    needsLab(this, 12);
  });

  it("take a stack file of less than 25 lines", () => {
    assert.ok(stackFileOf("existing").split("\n").length < 25);
  });

  it("come up, are placed, loaded, measured, compared and destroyed, and nothing of others is touched", async () => {
    await using lab = await OwnLab.start();
    await rehearse(lab);
  });

  async function rehearse(lab: OwnLab): Promise<void> {
    const base = parseDocument(lab.adapted(stackFileOf("chart"), []));
    base.setIn(["config", "stackmark:load"], base.createNode({ enabled: false }));
    lab.write(BASE, base.toString());
    await lab.onEngine(0, "up", BASE);
    const [server, worker] = [await lab.machine("server"), await lab.machine("worker")];
    // The lab's firewall opens one node port, which the stacks take in turn.
    await lab.kubectl("-n", "catalog", "delete", "service", "catalog-entry");
    await lab.kubectl("create", "namespace", "theirs");
    await lab.kubectl("-n", "theirs", "create", "configmap", "precious", "--from-literal=key=value");
    const identities = "custom-columns=:.metadata.namespace,:.metadata.name,:.metadata.uid";
    const others = () => lab.kubectl("get", "namespaces,configmaps,deployments", "-A", "-o", identities);
    const nodes = () => lab.kubectl("get", "nodes", "-o", "custom-columns=:.metadata.uid,:.metadata.labels,:.spec");
    const snapshot = async () => ({ others: await others(), nodes: await nodes() });
    const before = await snapshot();

    const admin = (await lab.kubectl("config", "view", "--raw")).replace("127.0.0.1", server.publicIp!);
    const kubeconfig = (text: string): void => writeFileSync(join(projectDir(lab.dir), "kubeconfig.yaml"), text);
    // Nodes of one private network do not know their public addresses.
    const addresses = { server: server.publicIp, worker: worker.publicIp };
    const write = (stack: string, changes: Record<string, unknown> = {}): void => {
      const document = parseDocument(stackFileOf("existing"));
      for (const [path, value] of Object.entries({ "topology.cluster.addresses": addresses, ...changes })) {
        const [section, ...keys] = path.split(".");
        document.setIn(["config", `stackmark:${section}`, ...keys], document.createNode(value));
      }
      lab.write(stack, document.toString());
    };

    const destroy = async (stack: string): Promise<void> => {
      await lab.onEngine(0, "destroy", stack);
      await lab.stackmark(0, "verify-destroyed", stack);
    };

    kubeconfig(admin);
    write("one", { "topology.cluster.namespace": "theirs" });
    assert.match(await lab.onEngine(2, "up", "one"), /topology.cluster.namespace.*exists in the cluster/);
    write("one", { "topology.cluster.nodes": EDGE });
    const rights = await lab.operator.mustSucceed(["init", "cluster", "one"]);
    await inside(server, ["k3s", "kubectl", "apply", "-f", "-"], rights);
    const token = await lab.kubectl("-n", "stackmark-one", "create", "token", "stackmark-one", "--duration", "2h");
    const limited = parseDocument(admin);
    limited.setIn(["users", 0, "user"], limited.createNode({ token }));
    kubeconfig(limited.toString());
    assert.match(await lab.stackmark(0, "plan", "one"), /namespace stackmark-one, which was made for the stack/);
    const one = await lab.up<Outputs>("one");
    assertLoaded(one, ["worker"], CARTS);
    assert.deepEqual(placesOf(one), ["carts on worker", "carts on worker", "store on worker"]);
    await lab.assertUnchanged("one");
    // Its rights end at its namespace.
    const apart = { carts: { replicas: 2, nodeSelector: EDGE }, store: { nodeSelector: SERVER } };
    write("two", { "workload.services": apart });
    assert.match(
      await lab.onEngine(2, "up", "two"),
      /you lack rights. in the whole cluster: create, delete namespaces. in the namespace stackmark-two/,
    );
    await destroy("one");
    assert.equal(
      await lab.kubectl("-n", "stackmark-one", "get", "deployments,statefulsets,services", "-o", "name"),
      "",
    );

    kubeconfig(admin);
    const two = await lab.up<Outputs>("two");
    assertLoaded(two, ["server", "worker"], CARTS);
    assert.deepEqual(placesOf(two), ["carts on worker", "carts on worker", "store on server"]);
    assertMoved(await lab.json<Comparison>("diff", "one", "two"), "low", { item: "store", a: "worker", b: "server" });
    // Its own namespace stays its own.
    await lab.assertUnchanged("two");
    await destroy("two");

    await lab.kubectl("delete", "namespace", "stackmark-one");
    assert.deepEqual(await snapshot(), before);

    // Two installations of the chart would want the same port of each node.
    base.setIn(["config", "stackmark:observability", "install"], false);
    lab.write(BASE, base.toString());
    await lab.onEngine(0, "up", BASE);
    const bare = await snapshot();
    const { workload, observability } = chartSettings(base);
    const withReplicas = async (replicas: number): Promise<Outputs> => {
      const services = { "catalog-api": { replicas } };
      // Wherever Prometheus is scheduled: the lab's firewall lets it read the worker's kubelet, but not the server's.
      const topology = { "topology.cluster.nodes": EDGE };
      write("three", { ...topology, observability, workload: { ...workload, nodePort: NODE_PORT, services } });
      const outputs = await lab.up<Outputs>("three");
      assertLoaded(outputs, ["worker"], ["catalog-api", "catalog-pages"]);
      return outputs;
    };
    const [several, single] = [await withReplicas(2), await withReplicas(1)];
    const removed = { item: "catalog-api", a: "worker, worker", b: "worker" };
    assertMoved(await lab.json<Comparison>("diff", several.runId, single.runId), "low", removed);
    await destroy("three");

    assert.deepEqual(await snapshot(), bare);
    await lab.destroyLast(BASE);
  }

  const placesOf = ({ placement }: Outputs): string[] =>
    placement.map(({ service, node }) => `${service} on ${node}`).sort();

  /** Of a stack with the chart, and a Prometheus of its own. */
  function chartSettings(base: Document) {
    const of = (section: string) => (base.toJS() as Settings).config[`stackmark:${section}`]!;
    const { helm, entry, name } = of("workload");
    return { workload: { name, helm, entry }, observability: { install: true, chart: of("observability").chart } };
  }

  function assertLoaded(outputs: Outputs, names: string[], services: string[]): void {
    const { nodes, scrapes } = assertMeasured(outputs, services);
    assertCpu(nodes);
    assert.ok(scrapes > 5);
    assert.deepEqual(
      outputs.nodes.map(({ name, provenance }) => [name, provenance]).sort(),
      names.map((name) => [name, "emulated"]),
    );
  }
});
